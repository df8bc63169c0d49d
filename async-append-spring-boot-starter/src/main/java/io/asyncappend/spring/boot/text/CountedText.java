package io.asyncappend.spring.boot.text;

/**
 * A number with what it counts, for messages.
 */
public final class CountedText {

	private CountedText() {
	}

	/**
	 * Puts the noun into the number that the count asks for.
	 * @param count how many
	 * @param noun what is counted, in the singular, with a plural that ends with
	 * {@code s}
	 * @return such as {@code 1 byte} and {@code 2 bytes}
	 */
	public static String of(long count, String noun) {
		return count + " " + noun + ((count != 1) ? "s" : "");
	}

}
