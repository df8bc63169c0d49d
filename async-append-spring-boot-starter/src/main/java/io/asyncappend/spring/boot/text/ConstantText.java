package io.asyncappend.spring.boot.text;

import java.util.Locale;

/**
 * The constant of an enum as it is written in configuration and shown in documents.
 */
public final class ConstantText {

	private ConstantText() {
	}

	/**
	 * The text of a constant.
	 * @param constant the constant
	 * @return its name in lower case, with dashes
	 */
	public static String of(Enum<?> constant) {
		return ofName(constant.name());
	}

	/**
	 * The text of a constant, of whose type the caller wants to know nothing: to pass it
	 * on has it loaded.
	 * @param name the name of the constant
	 * @return it in lower case, with dashes
	 */
	public static String ofName(String name) {
		return name.toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
