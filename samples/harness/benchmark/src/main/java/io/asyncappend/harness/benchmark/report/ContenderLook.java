package io.asyncappend.harness.benchmark.report;

import io.asyncappend.harness.benchmark.contender.Catalog;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Map;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * What the line of a contender looks like, in every picture the same. The colours are
 * dark enough for a white background; markers tell lines apart where colours do not.
 *
 * @param colour of the line and its markers
 * @param marker of each value
 * @param stroke of the line: bold for this library, dashed for the limit
 */
record ContenderLook(Color colour, Marker marker, BasicStroke stroke) {

	private static final Map<String, Color> COLOURS = Map.ofEntries(Map.entry("async-append", new Color(0xd62728)),
			Map.entry("async-append-sync", new Color(0x8b1a1a)),
			Map.entry("async-append-synchronous", new Color(0xd6409f)),
			Map.entry("async-append-no-log", new Color(0xc2410c)), Map.entry("file-output-stream", new Color(0x0b7285)),
			Map.entry("buffered-output-stream", new Color(0x1f77b4)), Map.entry("file-channel", new Color(0x0e8fa0)),
			Map.entry("group-commit", new Color(0x393b79)), Map.entry("direct-hand-off", new Color(0x5254a3)),
			Map.entry("pool-32", new Color(0x637939)), Map.entry("one-thread", new Color(0xa66f00)),
			Map.entry("agrona-ring", new Color(0x2a932a)), Map.entry("agrona-slots", new Color(0x1b5e20)),
			Map.entry("agrona-slots-4m", new Color(0x4b7a00)), Map.entry("log4j2-disruptor3", new Color(0x9467bd)),
			Map.entry("log4j2-disruptor4", new Color(0x5b3a8c)), Map.entry("logback", new Color(0xd9650a)),
			Map.entry("chronicle-queue", new Color(0x8c564b)), Map.entry("artemis-nio", new Color(0x6b5bd6)),
			Map.entry("artemis-mapped", new Color(0xb0338f)), Map.entry("artemis-aio", new Color(0x4d4d00)),
			Map.entry(Catalog.LIMIT, new Color(0x777777)));

	private static final Marker[] MARKERS = { SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND,
			SeriesMarkers.TRIANGLE_UP, SeriesMarkers.TRIANGLE_DOWN };

	private static final BasicStroke THIN = new BasicStroke(1.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

	private static final BasicStroke BOLD = new BasicStroke(3.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

	private static final BasicStroke DASHED = new BasicStroke(1.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10,
			new float[] { 6, 4 }, 0);

	static ContenderLook of(Catalog.Entry contender) {
		Color colour = COLOURS.get(contender.name());
		if (colour == null) {
			throw new IllegalArgumentException("no colour for contender '" + contender.name() + "'");
		}
		Marker marker = MARKERS[Catalog.entries().indexOf(contender) % MARKERS.length];
		boolean limit = contender.name().equals(Catalog.LIMIT);
		return new ContenderLook(colour, marker,
				limit ? DASHED : contender.name().equals(Results.REFERENCE) ? BOLD : THIN);
	}

}
