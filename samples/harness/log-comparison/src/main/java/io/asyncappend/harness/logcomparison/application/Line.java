package io.asyncappend.harness.logcomparison.application;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line that says which thread logged it, and whether it is whole.
 *
 * @param thread that logged it
 * @param number which of this thread's it is, from 0 on
 */
public record Line(int thread, long number) {

	/** What is logged, with the number, the thread and the check. */
	static final String MESSAGE = "line {} of thread {} with check {}: GET /orders was answered 200";

	private static final String BEGINNING = "line ";

	private static final Pattern WHOLE = Pattern
		.compile("line (\\d+) of thread (\\d+) with check (\\d+): GET /orders was answered 200");

	/** Of each line, in the pattern that Spring Boot has for files. */
	private static final Pattern HEAD = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}"
			+ "(?:Z|[+-]\\d\\d:\\d\\d) +(?:INFO|WARN|ERROR) \\d+ --- \\[[^\\[\\]]*] \\S+ +: ");

	static long check(int thread, long number) {
		return ((number * 31 + thread) * 0x9E3779B97F4A7C15L) >>> 44;
	}

	/**
	 * The message of a whole line in a file.
	 * @param text without its end
	 * @return the message, {@code null} if the line is cut or joined onto another
	 */
	public static String message(String text) {
		Matcher head = HEAD.matcher(text);
		if (!head.lookingAt()) {
			return null;
		}
		String message = text.substring(head.end());
		boolean whole = !message.startsWith(BEGINNING) || of(message) != null;
		return (whole && !message.contains(" --- [")) ? message : null;
	}

	/**
	 * Reads a message.
	 * @param message of a line
	 * @return the line, {@code null} if it is not one of these, or is damaged
	 */
	public static Line of(String message) {
		Matcher matcher = WHOLE.matcher(message);
		if (!matcher.matches()) {
			return null;
		}
		Line line = new Line(Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(1)));
		boolean right = Long.parseLong(matcher.group(3)) == check(line.thread(), line.number());
		return right ? line : null;
	}

}
