package io.asyncappend.spring.boot.accesslog.corpus;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line as the corpus spells it: request line, status and size, and behind that what is
 * not as usual.
 */
final class LineOf {

	/** The pattern of our lines. */
	static final String PATTERN = "%h\t%{remote}p\t%v\t%{X-In}i\t%{X-Out}o\t%m\t%U\t%q\t%H\t\"%r\" %s %b";

	/** Behind the quote that ends the request line, which is no escaped one. */
	private static final Pattern SENT = Pattern.compile("(?<!\\\\)\" ([0-9]+|-) ([0-9]+|-)");

	private LineOf() {
	}

	/** One of ours, which is one of PATTERN. */
	static String ours(String line, int clientPort) {
		String[] fields = line.split("\t", -1);
		if (fields.length != 10) {
			return "not of the pattern: " + line;
		}
		String request = fields[9].substring(0, fields[9].lastIndexOf('"') + 1);
		// What is not there is a dash of its own, and nothing within a request line.
		String parts = ("\"" + fields[5] + " " + fields[6] + fields[7] + " " + fields[8] + "\"").replace(" -?", " ?")
			.replaceFirst(" -\"$", "\"");
		boolean agree = request.equals(parts) || request.equals("\"-\"") && parts.equals("\"- -\"");
		return text(fields[9]) + client(fields[0]) + different(" port=", fields[1], Integer.toString(clientPort))
				+ different(" host=", fields[2], "example.org") + different(" in=", fields[3], "-")
				+ different(" out=", fields[4], "-") + (agree ? "" : " parts=" + parts);
	}

	/** One of ours, with what the server's own has, too. */
	static String comparable(String ours) {
		return ours.replaceFirst(" parts=.*$", "")
			.replaceFirst(" host=.*?(?= in=| out=|$)", "")
			.replaceFirst(" port=[^ ]*", "");
	}

	/** One of the server's own. */
	static String own(String line) {
		String[] fields = line.split("\t", -1);
		int last = fields.length - 1;
		// Not every server escapes a tab in a header.
		String in = String.join("\\t", List.of(fields).subList(2, last - 1));
		return text(fields[last]) + client(fields[1]) + different(" in=", in, "-")
				+ different(" out=", fields[last - 1], "-");
	}

	private static String client(String address) {
		return different(" client=", address, "127.0.0.1");
	}

	private static String different(String name, String value, String usual) {
		return value.equals(usual) ? "" : name + value;
	}

	/** Where a size is 0, some logs have that, and others a dash. */
	private static String text(String line) {
		return line.replaceFirst(" (0|-1)$", " -");
	}

	/** What was sent, by a line: status and size. */
	static String sent(String line) {
		Matcher matcher = SENT.matcher(line);
		return matcher.find() ? matcher.group(1) + " " + matcher.group(2) : line;
	}

}
