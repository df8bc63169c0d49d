package io.asyncappend.harness.benchmark.report;

import io.asyncappend.harness.benchmark.contender.Catalog;
import java.awt.Color;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The pictures of the checked-in medians, drawn here and as they are checked in. */
class PicturesTest {

	private static final Path RESULTS = Path.of("results");

	private static final Pattern STROKE = Pattern.compile("stroke:rgb\\((\\d+),(\\d+),(\\d+)\\)");

	private static Map<String, String> drawn;

	@BeforeAll
	static void draw() throws IOException {
		requireFont();
		drawn = Pictures.of(medians());
	}

	/** Skips the tests where there is no font, unless CI=true demands one. */
	private static void requireFont() {
		String reason = null;
		try {
			new TextLayout("A", new Font(Font.SANS_SERIF, Font.PLAIN, 12), new FontRenderContext(null, true, true));
		}
		catch (RuntimeException | Error ex) {
			reason = "letters cannot be drawn: " + ex;
		}
		if ("true".equals(System.getenv("CI"))) {
			assertThat(reason).as("a font is installed, as CI=true demands").isNull();
		}
		assumeTrue(reason == null, reason);
	}

	private static Medians medians() throws IOException {
		return Medians.parse(Files.readAllLines(RESULTS.resolve("medians.csv")));
	}

	private static Map<String, String> checkedIn() throws IOException {
		try (Stream<Path> files = Files.list(RESULTS)) {
			return files.filter((file) -> file.toString().endsWith(".svg"))
				.collect(Collectors.toMap((file) -> file.getFileName().toString(), PicturesTest::read));
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Document document(String svg) throws Exception {
		DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
		factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
		return factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
	}

	private static String title(String svg) throws Exception {
		return document(svg).getElementsByTagName("title").item(0).getTextContent();
	}

	/** The contenders that have a line, by the colours alone. */
	private static Set<String> contenders(String svg) {
		Set<String> contenders = new TreeSet<>();
		Matcher stroke = STROKE.matcher(svg);
		while (stroke.find()) {
			Color colour = new Color(Integer.parseInt(stroke.group(1)), Integer.parseInt(stroke.group(2)),
					Integer.parseInt(stroke.group(3)));
			Catalog.entries()
				.stream()
				.filter((contender) -> ContenderLook.of(contender).colour().equals(colour))
				.forEach((contender) -> contenders.add(contender.name()));
		}
		return contenders;
	}

	@Test
	void sameMediansGiveTheSameBytes() throws Exception {
		assertThat(Pictures.of(medians())).isEqualTo(drawn);
	}

	@Test
	void titleNamesRecordSizeAndThreads() throws Exception {
		assertThat(drawn).hasSizeGreaterThan(20);
		for (String svg : drawn.values()) {
			assertThat(title(svg))
				.matches(".+: \\d+ (B|KiB|MiB)( to \\d+ (B|KiB|MiB))?, ([\\d,]+ to )?[\\d,]+ threads?(, .+)?");
			assertThat(svg).doesNotContain("NaN", "Infinity");
		}
	}

	@Test
	void titleNamesWhatElseVaries() throws Exception {
		assertThat(title(drawn.get("w1-size-1.svg"))).isEqualTo("Append to flush: 64 B to 16 KiB, 1 thread");
		assertThat(title(drawn.get("w3-latency-100000.svg")))
			.isEqualTo("One call: 128 B, 2 threads, 100,000 records/s");
		assertThat(title(drawn.get("w7-buffer-append-cpu.svg")))
			.isEqualTo("Append to flush: 128 B, 2 threads, buffer of 16 KiB to 64 MiB");
		assertThat(title(drawn.get("w7-files-durable-cpu.svg")))
			.isEqualTo("Durable: 256 B, 8 threads, 1 to 1,000 files");
	}

	@Test
	void eachContenderHasOneColourOfItsOwn() {
		List<Color> colours = Catalog.entries()
			.stream()
			.map((contender) -> ContenderLook.of(contender).colour())
			.toList();
		assertThat(colours).doesNotHaveDuplicates();
	}

	/** At least 3 to 1, as WCAG 2.1 (1.4.11) asks for graphics. */
	@Test
	void eachColourStandsOutFromTheWhiteBackground() {
		for (Catalog.Entry contender : Catalog.entries()) {
			assertThat(1.05 / (luminance(ContenderLook.of(contender).colour()) + 0.05)).as(contender.name())
				.isGreaterThan(3);
		}
	}

	private static double luminance(Color colour) {
		return 0.2126 * linear(colour.getRed()) + 0.7152 * linear(colour.getGreen())
				+ 0.0722 * linear(colour.getBlue());
	}

	private static double linear(int channel) {
		double share = channel / 255.0;
		return (share <= 0.04045) ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
	}

	@Test
	void pictureHasTheColoursOfItsContendersAndNoOther() {
		assertThat(contenders(drawn.get("w2-threads.svg"))).containsExactlyInAnyOrder("async-append",
				"async-append-sync", "file-channel", "agrona-ring", "artemis-nio", "artemis-mapped");
		assertThat(contenders(drawn.get("w4-files.svg"))).containsExactlyInAnyOrder("async-append", "file-channel",
				"artemis-nio", "pool-32", "one-thread");
		assertThat(contenders(drawn.get("w7-size-append-cpu.svg"))).containsExactlyInAnyOrder("async-append",
				"agrona-ring");
	}

	@Test
	void pictureStandsOnWhite() {
		assertThat(drawn.values())
			.allMatch((svg) -> svg.contains("<rect height=\"480\" style=\"fill:rgb(255,255,255)"));
	}

	/** Not by bytes: letters have the outlines of the fonts of the machine. */
	@Test
	void checkedInPicturesAreThoseOfTheMedians() throws Exception {
		Map<String, String> checkedIn = checkedIn();
		assertThat(checkedIn).containsOnlyKeys(drawn.keySet());
		for (Map.Entry<String, String> picture : checkedIn.entrySet()) {
			String svg = drawn.get(picture.getKey());
			assertThat(title(picture.getValue())).isEqualTo(title(svg));
			assertThat(contenders(picture.getValue())).as(picture.getKey()).isEqualTo(contenders(svg)).isNotEmpty();
		}
	}

}
