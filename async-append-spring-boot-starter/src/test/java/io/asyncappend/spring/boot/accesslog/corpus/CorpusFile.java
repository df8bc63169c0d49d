package io.asyncappend.spring.boot.accesslog.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Difference;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Then;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Via;
import io.asyncappend.spring.boot.testing.TestServer;

/**
 * Reads a file of the corpus. The format is described in {@code corpus/README.md} of the
 * test resources.
 */
final class CorpusFile {

	private static final Pattern DIFFERENCE = Pattern
		.compile("((?:wire |own )?(?:tomcat|jetty|netty))= (.*) \\[([a-z0-9-]+)]");

	private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|[nrt\\\\])|\\{(\\d+)\\*([^}]+)}");

	private static final List<String> FILES = List.of("requests.txt", "responses.txt", "forwarded.txt", "clients.txt",
			"http2.txt");

	private final String file;

	private final List<CorpusEntry> entries = new ArrayList<>();

	private String name = "";

	private List<Via> vias = List.of();

	private Then then = Then.READ;

	private StringBuilder request = new StringBuilder();

	private List<String> lines = new ArrayList<>();

	private Map<String, Difference> differences = new TreeMap<>();

	private Map<TestServer, List<Map<String, Difference>>> races = new EnumMap<>(TestServer.class);

	/** Where a difference belongs: to all, or to what else may come of a server. */
	private Map<String, Difference> current = this.differences;

	private String racing = "";

	private CorpusFile(String file) {
		this.file = file;
	}

	static List<CorpusEntry> readAll() {
		return FILES.stream().flatMap((file) -> read(file).stream()).toList();
	}

	private static List<CorpusEntry> read(String file) {
		try (InputStream in = CorpusFile.class.getResourceAsStream("/corpus/" + file)) {
			if (in == null) {
				throw new IllegalStateException("There is no file " + file);
			}
			return new CorpusFile(file).parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private List<CorpusEntry> parse(String text) {
		int number = 0;
		for (String line : text.split("\n")) {
			number++;
			if (!line.isBlank() && !line.startsWith("#") && !line(line)) {
				throw new IllegalStateException(this.file + ", line " + number + " is not understood: " + line);
			}
		}
		end();
		return this.entries;
	}

	private boolean line(String line) {
		if (line.startsWith("== ")) {
			end();
			this.name = line.substring(3);
			return true;
		}
		if (this.name.isEmpty()) {
			return false;
		}
		if (line.startsWith("via: ")) {
			this.vias = Stream.of(line.substring(5).split(", ")).map((via) -> Via.valueOf(constant(via))).toList();
			return true;
		}
		if (line.startsWith("then: ")) {
			this.then = Then.valueOf(constant(line.substring(6)));
			return true;
		}
		if (line.startsWith(">> ")) {
			this.request.append(unescape(line.substring(3)));
			return true;
		}
		if (line.equals(">") || line.startsWith("> ")) {
			this.request.append((line.length() > 2) ? unescape(line.substring(2)) : "").append("\r\n");
			return true;
		}
		if (line.startsWith("= ")) {
			return line.equals("= none") || this.lines.add(line.substring(2));
		}
		if (line.startsWith("or: ")) {
			this.racing = line.substring(4);
			this.current = new TreeMap<>();
			this.races.computeIfAbsent(TestServer.valueOf(constant(this.racing)), (server) -> new ArrayList<>())
				.add(this.current);
			return true;
		}
		return difference(line);
	}

	private boolean difference(String line) {
		Matcher matcher = DIFFERENCE.matcher(line);
		if (!matcher.matches() || !matcher.group(1).endsWith(this.racing)) {
			return false;
		}
		Difference difference = this.current.computeIfAbsent(matcher.group(1),
				(subject) -> new Difference(new ArrayList<>(), matcher.group(3)));
		return matcher.group(2).equals("none") || difference.values().add(matcher.group(2));
	}

	private static String constant(String text) {
		return text.toUpperCase(Locale.ROOT).replace('-', '_');
	}

	/** UTF-8 becomes a char a byte. */
	private static String unescape(String text) {
		String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		return ESCAPE.matcher(bytes).replaceAll((match) -> Matcher.quoteReplacement(unescape(match)));
	}

	private static String unescape(java.util.regex.MatchResult match) {
		if (match.group(2) != null) {
			return match.group(3).repeat(Integer.parseInt(match.group(2)));
		}
		String escape = match.group(1);
		return switch (escape.charAt(0)) {
			case 'n' -> "\n";
			case 'r' -> "\r";
			case 't' -> "\t";
			case 'x' -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
			default -> "\\";
		};
	}

	private void end() {
		List<Via> vias = this.vias.isEmpty() ? List.of(Via.HTTP) : this.vias;
		if (!this.name.isEmpty()) {
			for (Via via : vias) {
				this.entries.add(new CorpusEntry(this.name, via, this.then, this.request.toString(), this.lines,
						this.differences, this.races));
			}
		}
		this.vias = List.of();
		this.then = Then.READ;
		this.request = new StringBuilder();
		this.lines = new ArrayList<>();
		this.differences = new TreeMap<>();
		this.races = new EnumMap<>(TestServer.class);
		this.current = this.differences;
		this.racing = "";
	}

}
