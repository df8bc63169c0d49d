package io.asyncappend.harness.benchmark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lines over named places, as SVG: plain shapes and text, readable on light and dark
 * pages, drawn without the desktop module, which a server's JDK may lack.
 */
final class LineChart {

	private record Line(String name, double[] values, boolean strong) {
	}

	private static final String[] COLOURS = { "#d62728", "#1f77b4", "#2ca02c", "#9467bd", "#ff7f0e", "#8c564b",
			"#e377c2", "#17becf", "#bcbd22", "#7f7f7f", "#393b79", "#637939", "#8c6d31", "#843c39", "#7b4173" };

	private static final int WIDTH = 860;

	private static final int HEIGHT = 440;

	private static final int LEFT = 80;

	private static final int RIGHT = 640;

	private static final int TOP = 48;

	private static final int BOTTOM = 380;

	private final String title;

	private final String across;

	private final String up;

	private final List<String> places;

	private final List<Line> lines = new ArrayList<>();

	/**
	 * Begins a chart.
	 * @param title over it
	 * @param across what the places are
	 * @param up what the values are; on a logarithmic axis
	 * @param places from left to right
	 */
	LineChart(String title, String across, String up, List<String> places) {
		this.title = title;
		this.across = across;
		this.up = up;
		this.places = places;
	}

	/** Adds a line with a value for each place, not a number where there is none. */
	void line(String name, double[] values, boolean strong) {
		for (double value : values) {
			if (value > 0) {
				this.lines.add(new Line(name, values, strong));
				return;
			}
		}
	}

	boolean empty() {
		return this.lines.isEmpty();
	}

	String svg() {
		double min = Double.MAX_VALUE;
		double max = 0;
		for (Line line : this.lines) {
			for (double value : line.values()) {
				if (value > 0) {
					min = Math.min(min, value);
					max = Math.max(max, value);
				}
			}
		}
		int from = (int) Math.floor(Math.log10(min));
		int to = Math.max(from + 1, (int) Math.ceil(Math.log10(max)));
		StringBuilder svg = new StringBuilder();
		svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
			.formatted(WIDTH, HEIGHT));
		svg.append(" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
		text(svg, LEFT, 24, "start", this.title, " font-size=\"15\" font-weight=\"bold\"");
		text(svg, (LEFT + RIGHT) / 2, BOTTOM + 44, "middle", this.across, "");
		text(svg, 20, (TOP + BOTTOM) / 2, "middle", this.up,
				" transform=\"rotate(-90 20 %d)\"".formatted((TOP + BOTTOM) / 2));
		axes(svg, from, to);
		for (int i = 0; i < this.lines.size(); i++) {
			line(svg, i, from, to);
		}
		return svg.append("</svg>\n").toString();
	}

	private void axes(StringBuilder svg, int from, int to) {
		for (int power = from; power <= to; power++) {
			double y = y(Math.pow(10, power), from, to);
			stroke(svg, LEFT, y, RIGHT, y, "#dddddd");
			text(svg, LEFT - 8, (int) y + 4, "end", power(power), "");
		}
		for (int place = 0; place < this.places.size(); place++) {
			double x = x(place);
			stroke(svg, x, BOTTOM, x, BOTTOM + 5, "#333333");
			text(svg, (int) x, BOTTOM + 20, "middle", this.places.get(place), "");
		}
		stroke(svg, LEFT, BOTTOM, RIGHT, BOTTOM, "#333333");
		stroke(svg, LEFT, TOP, LEFT, BOTTOM, "#333333");
	}

	private void line(StringBuilder svg, int number, int from, int to) {
		Line line = this.lines.get(number);
		String colour = COLOURS[number % COLOURS.length];
		StringBuilder points = new StringBuilder();
		StringBuilder dots = new StringBuilder();
		for (int place = 0; place < line.values().length; place++) {
			double value = line.values()[place];
			if (value > 0) {
				String point = String.format(Locale.ROOT, "%.1f,%.1f", x(place), y(value, from, to));
				points.append(point).append(' ');
				String[] xy = point.split(",");
				dots.append("<circle cx=\"%s\" cy=\"%s\" r=\"3\" fill=\"%s\"/>".formatted(xy[0], xy[1], colour));
			}
		}
		int width = line.strong() ? 3 : 1;
		svg.append("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"%d\" points=\"%s\"/>%s%n".formatted(colour,
				width, points.toString().trim(), dots));
		int y = TOP + 10 + number * 20;
		svg.append("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"%d\"/>"
			.formatted(RIGHT + 16, y - 4, RIGHT + 40, y - 4, colour, width));
		text(svg, RIGHT + 46, y, "start", line.name(), line.strong() ? " font-weight=\"bold\"" : "");
	}

	private double x(int place) {
		return LEFT + (place + 0.5) * (RIGHT - LEFT) / this.places.size();
	}

	private static double y(double value, int from, int to) {
		return BOTTOM - (Math.log10(value) - from) / (to - from) * (BOTTOM - TOP);
	}

	private static String power(int power) {
		return (power >= 0) ? "%,d".formatted((long) Math.pow(10, power)) : "0." + "0".repeat(-power - 1) + "1";
	}

	private static void stroke(StringBuilder svg, double x1, double y1, double x2, double y2, String colour) {
		svg.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
				x1, y1, x2, y2, colour));
	}

	private static void text(StringBuilder svg, int x, int y, String anchor, String text, String more) {
		String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
		svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#222222\"%s>%s</text>%n".formatted(x, y, anchor,
				more, escaped));
	}

}
