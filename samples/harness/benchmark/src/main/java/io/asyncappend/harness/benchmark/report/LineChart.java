package io.asyncappend.harness.benchmark.report;

import io.asyncappend.harness.benchmark.contender.Catalog;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * A line for each contender over named places, with a logarithmic axis, as SVG. It has a
 * white background of its own, so that it can be read on dark pages too. Text is measured
 * with the machine's fonts: pictures of two machines can differ by some pixels.
 */
final class LineChart {

	private static final int WIDTH = 900;

	private static final int HEIGHT = 480;

	private static final Color TEXT = new Color(0x222222);

	private static final Color GRID = new Color(0xe4e4e4);

	/** Of the values, up to which 2 and 5 are labelled beside the powers of ten. */
	private static final double NARROW = 100;

	private static final Pattern THIRD_DECIMAL = Pattern.compile("(\\.\\d\\d)\\d+");

	private final String title;

	private final CategoryChart chart;

	private final List<String> places;

	private double least = Double.MAX_VALUE;

	private double greatest;

	/**
	 * Begins a chart.
	 * @param title over it
	 * @param across what the places are
	 * @param up what the values are
	 * @param places from left to right
	 */
	LineChart(String title, String across, String up, List<String> places) {
		this.title = title;
		this.places = places;
		this.chart = new CategoryChartBuilder().width(WIDTH)
			.height(HEIGHT)
			.title(title)
			.xAxisTitle(across)
			.yAxisTitle(up)
			.build();
		style(this.chart.getStyler());
	}

	private static void style(CategoryStyler styler) {
		Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
		styler.setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line);
		styler.setLocale(Locale.ROOT);
		styler.setBaseFont(font);
		styler.setChartTitleFont(font.deriveFont(Font.BOLD, 16));
		styler.setAxisTitleFont(font);
		styler.setAxisTickLabelsFont(font);
		styler.setLegendFont(font);
		styler.setChartTitleBoxVisible(false);
		styler.setChartFontColor(TEXT);
		styler.setAxisTickLabelsColor(TEXT);
		styler.setChartBackgroundColor(Color.WHITE);
		styler.setPlotBackgroundColor(Color.WHITE);
		styler.setPlotBorderVisible(false);
		styler.setPlotGridLinesColor(GRID);
		styler.setPlotGridLinesStroke(new BasicStroke(1));
		styler.setPlotGridVerticalLinesVisible(false);
		styler.setOverlapped(true);
		// All places are labelled; there are at most ten.
		styler.setXAxisTickMarkSpacingHint(1);
		styler.setYAxisLabelAlignment(TextAlignment.Right);
		styler.setLegendPosition(LegendPosition.OutsideE);
		styler.setLegendBorderColor(Color.WHITE);
		styler.setLegendBackgroundColor(Color.WHITE);
		styler.setMarkerSize(8);
		styler.setYAxisLogarithmic(true);
		styler.setYAxisLogarithmicDecadeOnly(false);
	}

	/**
	 * Adds the line of a contender.
	 * @param contender it stands for
	 * @param values one for each place, not a number where there is none; a line without
	 * any is left out
	 */
	void line(Catalog.Entry contender, double[] values) {
		double[] known = Arrays.stream(values).filter((value) -> value > 0).toArray();
		if (known.length == 0) {
			return;
		}
		this.least = Math.min(this.least, Arrays.stream(known).min().getAsDouble());
		this.greatest = Math.max(this.greatest, Arrays.stream(known).max().getAsDouble());
		CategorySeries series = this.chart.addSeries(contender.title(), this.places,
				Arrays.stream(values).mapToObj((value) -> (value > 0) ? Double.valueOf(value) : null).toList());
		ContenderLook look = ContenderLook.of(contender);
		series.setLineColor(look.colour()).setLineStyle(look.stroke());
		series.setMarker(look.marker()).setMarkerColor(look.colour());
	}

	boolean empty() {
		return this.greatest == 0;
	}

	/**
	 * Draws it. The letters are outlines, so no viewer's font can make them wider; the
	 * title is there as text too.
	 */
	String svg() throws IOException {
		double from = stepDown(this.least);
		double to = stepUp(this.greatest);
		boolean narrow = to / from <= NARROW;
		CategoryStyler styler = this.chart.getStyler();
		styler.setYAxisMin(from);
		styler.setYAxisMax(to);
		styler.setYAxisTickLabelsFormattingFunction((value) -> label(value, narrow));
		String exact = new String(ChartEncoder.getBytes(this.chart, "svg"), StandardCharsets.UTF_8);
		String svg = THIRD_DECIMAL.matcher(exact).replaceAll("$1");
		int body = svg.indexOf('>', svg.indexOf("<svg ")) + 1;
		return svg.substring(0, body) + "\n  <title>" + this.title + "</title>" + svg.substring(body);
	}

	/** The greatest 1, 2 or 5 times a power of ten that is not above a value. */
	private static double stepDown(double value) {
		double power = Math.pow(10, Math.floor(Math.log10(value)));
		return power * ((value >= 5 * power) ? 5 : (value >= 2 * power) ? 2 : 1);
	}

	private static double stepUp(double value) {
		double step = stepDown(value);
		return (step == value) ? step : (leading(step) == 2) ? step / 2 * 5 : step * 2;
	}

	private static int leading(double value) {
		return (int) Math.round(value / Math.pow(10, Math.floor(Math.log10(value) + 1e-9)));
	}

	private static String label(double value, boolean narrow) {
		int leading = leading(value);
		if (leading != 1 && !(narrow && (leading == 2 || leading == 5))) {
			return "";
		}
		return (value > 0.9) ? String.format(Locale.ROOT, "%,.0f", value)
				: BigDecimal.valueOf(value).round(new MathContext(1)).toPlainString();
	}

}
