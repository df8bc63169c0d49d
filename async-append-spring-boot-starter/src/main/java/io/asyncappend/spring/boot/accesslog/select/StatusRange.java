package io.asyncappend.spring.boot.accesslog.select;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statuses: one, a class such as {@code 2xx}, or a range such as {@code 200-299}.
 *
 * @param first the first
 * @param last the last
 */
public record StatusRange(int first, int last) {

	private static final Pattern FORM = Pattern.compile("([1-5])[xX]{2}|([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?");

	/**
	 * Reads statuses.
	 * @param text the text
	 * @return the statuses
	 * @throws IllegalArgumentException if there are none in it; the message says why,
	 * without its subject
	 */
	public static StatusRange of(String text) {
		Matcher matcher = FORM.matcher(text);
		if (!matcher.matches()) {
			throw new IllegalArgumentException("is no status");
		}
		if (matcher.group(1) != null) {
			int first = Integer.parseInt(matcher.group(1)) * 100;
			return new StatusRange(first, first + 99);
		}
		int first = Integer.parseInt(matcher.group(2));
		int last = (matcher.group(3) != null) ? Integer.parseInt(matcher.group(3)) : first;
		if (last < first) {
			throw new IllegalArgumentException("ends before it begins");
		}
		return new StatusRange(first, last);
	}

	/**
	 * Whether a status is among them.
	 * @param status the status, or 0 if no response was begun
	 * @return whether it is
	 */
	public boolean contains(int status) {
		return status >= this.first && status <= this.last;
	}

}
