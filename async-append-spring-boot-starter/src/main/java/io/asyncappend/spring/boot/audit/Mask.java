package io.asyncappend.spring.boot.audit;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which names have values that are secrets. Case and whatever is no letter or digit make
 * no difference. Of five characters on an entry masks each name that contains it
 * ({@code token} masks {@code access_token}); a shorter one only a name that has it as a
 * word ({@code pin} masks {@code userPin}, not {@code shipping}). Immutable.
 */
final class Mask {

	/** What stands in the place of a secret. */
	static final String MASKED = "***";

	private static final int LONG_ENOUGH_TO_BE_CONTAINED = 5;

	private static final Pattern WORD = Pattern.compile("\\p{Lu}?\\p{Ll}+|\\p{Lu}+(?!\\p{Ll})|\\p{Nd}+");

	/**
	 * What looks like a named value in a text. Quantifiers are possessive, and a name
	 * begins where a word begins, so that no text takes long.
	 */
	private static final Pattern NAMED = Pattern
		.compile("(?<![\\w.-])([\\w.-]++)([\"']?+\\s*+[=:]\\s*+)(\"[^\"]*+\"?+|'[^']*+'?+|[^,;)}\\]\\n\\r]++)");

	private final Set<String> contained = new LinkedHashSet<>();

	private final Set<String> words = new HashSet<>();

	Mask(List<String> names) {
		for (String name : names) {
			String uniform = uniform(name);
			if (uniform.length() >= LONG_ENOUGH_TO_BE_CONTAINED) {
				this.contained.add(uniform);
			}
			else if (!uniform.isEmpty()) {
				this.words.add(uniform);
			}
		}
	}

	boolean matches(String name) {
		if (this.contained.isEmpty() && this.words.isEmpty()) {
			return false;
		}
		String uniform = uniform(name);
		return this.words.contains(uniform) || this.contained.stream().anyMatch(uniform::contains)
				|| (!this.words.isEmpty() && hasWord(name));
	}

	private boolean hasWord(String name) {
		Matcher matcher = WORD.matcher(name);
		while (matcher.find()) {
			if (this.words.contains(matcher.group().toLowerCase(Locale.ROOT))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Masks {@code name=value} and {@code name: value} in what an object says of itself.
	 */
	String text(String text) {
		return NAMED.matcher(text)
			.replaceAll((match) -> Matcher
				.quoteReplacement(matches(match.group(1)) ? match.group(1) + match.group(2) + MASKED : match.group()));
	}

	private static String uniform(String name) {
		StringBuilder uniform = new StringBuilder(name.length());
		name.chars().filter(Character::isLetterOrDigit).forEach((c) -> uniform.append((char) c));
		return uniform.toString().toLowerCase(Locale.ROOT);
	}

}
