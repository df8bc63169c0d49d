package io.asyncappend.spring.boot.audit;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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
	 * What looks like the name of a value in a text. Quantifiers are possessive, and a
	 * name begins where a word begins, so that no text takes long.
	 */
	private static final Pattern NAME = Pattern
		.compile("(?<![\\p{L}\\p{N}_.$-])([\\p{L}\\p{N}_.$-]++)[\"']?+[ \\t]*+[=:][ \\t]*+");

	private static final Pattern NEXT_NAME = Pattern.compile("[ \\t]*+[\"']?+[\\p{L}\\p{N}_.$-]++[\"']?+[ \\t]*+[=:]");

	/** What says of which name the value beside it is, as in headers and cookies. */
	private static final Pattern NAMING = Pattern
		.compile("(?:header|field|property|param|parameter|attribute|claim|variable|cookie|setting)?(?:name|key)"
				+ "|header|field|property|param|parameter|attribute|claim|variable|setting");

	/** The value beside it. */
	private static final Pattern VALUE = Pattern.compile("(?:[a-z]*value|values|valueas[a-z]+|old|new|from|to)");

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

	/** Whether the value of this name is the name of another value. */
	boolean isNaming(String name) {
		return NAMING.matcher(uniform(name)).matches();
	}

	/** Whether a name is that of such a value. */
	boolean isValue(String name) {
		return VALUE.matcher(uniform(name)).matches();
	}

	/**
	 * Masks the values of objects that name them, whichever comes first:
	 * {@code {"name":"password","value":"…"}}.
	 */
	void pairs(JsonNode node) {
		if (node instanceof ObjectNode object && isPair(object)) {
			object.propertyStream()
				.filter((property) -> isValue(property.getKey()) && !property.getValue().isNull())
				.map(Map.Entry::getKey)
				.toList()
				.forEach((name) -> object.put(name, MASKED));
		}
		node.forEach(this::pairs);
	}

	private boolean isPair(ObjectNode object) {
		return object.propertyStream()
			.anyMatch((property) -> property.getValue().isString() && isNaming(property.getKey())
					&& matches(property.getValue().stringValue()));
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
	 * Masks {@code name=value} and {@code name: value} in what an object says of itself,
	 * at any depth. Where it cannot be told where a secret ends, too much is masked
	 * rather than too little.
	 */
	String text(String text) {
		StringBuilder masked = new StringBuilder(text.length());
		Matcher matcher = NAME.matcher(text);
		int start = 0;
		while (matcher.find(start)) {
			masked.append(text, start, matcher.end());
			start = matcher.end();
			if (matches(matcher.group(1))) {
				masked.append(MASKED);
				start = endOfValue(text, start);
			}
		}
		return masked.append(text, start, text.length()).toString();
	}

	/**
	 * A value goes on to the next name behind a comma or in another line, or to a bracket
	 * that it did not open and that may be the end of an object.
	 */
	private static int endOfValue(String text, int start) {
		Matcher nextName = NEXT_NAME.matcher(text);
		int depth = 0;
		for (int i = endOfQuoted(text, start); i < text.length(); i++) {
			char c = text.charAt(i);
			if ("([{".indexOf(c) >= 0) {
				depth++;
			}
			else if (")]}".indexOf(c) >= 0) {
				if (depth > 0) {
					depth--;
				}
				else if (i + 1 == text.length() || " ,;)]}\n\r".indexOf(text.charAt(i + 1)) >= 0) {
					return i;
				}
			}
			else if (depth == 0 && (c == ',' || c == '\n' || c == '\r')
					&& nextName.region(i + 1, text.length()).lookingAt()) {
				return i;
			}
		}
		return text.length();
	}

	private static int endOfQuoted(String text, int start) {
		if (start == text.length() || (text.charAt(start) != '"' && text.charAt(start) != '\'')) {
			return start;
		}
		for (int i = start + 1; i < text.length(); i++) {
			if (text.charAt(i) == '\\') {
				i++;
			}
			else if (text.charAt(i) == text.charAt(start)) {
				return i + 1;
			}
		}
		return text.length();
	}

	/** Letters that only look otherwise, as wide ones, are the same (NFKC). */
	private static String uniform(String text) {
		String name = Normalizer.normalize(text, Normalizer.Form.NFKC);
		StringBuilder uniform = new StringBuilder(name.length());
		name.chars().filter(Character::isLetterOrDigit).forEach((c) -> uniform.append((char) c));
		return uniform.toString().toLowerCase(Locale.ROOT);
	}

}
