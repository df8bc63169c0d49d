package io.asyncappend.spring.boot.properties;

import org.jspecify.annotations.Nullable;

import io.asyncappend.spring.boot.text.PrintableText;

/**
 * Thrown when a property {@code async-append.*} has a value that no appender can be
 * opened with. Says which property, its value, why, and what to write instead.
 */
public final class InvalidPropertyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** The property, in its dashed form. */
	private final String property;

	/** The value that does not do. */
	private final String value;

	/** What is wrong with it, without its subject. */
	private final String reason;

	/** What to do instead, a sentence. */
	private final String advice;

	/**
	 * Creates an exception.
	 * @param property the name of the property in its dashed form
	 * @param value its value
	 * @param reason what is wrong with the value, without its subject
	 * @param advice what to do instead: a sentence
	 */
	public InvalidPropertyException(String property, Object value, String reason, String advice) {
		this(property, value, reason, advice, null);
	}

	/**
	 * Creates an exception with a cause.
	 * @param property the name of the property in its dashed form
	 * @param value its value
	 * @param reason what is wrong with the value, without its subject
	 * @param advice what to do instead: a sentence
	 * @param cause the error underneath, or {@code null}
	 */
	public InvalidPropertyException(String property, Object value, String reason, String advice,
			@Nullable Throwable cause) {
		super(PrintableText.of(property + "=" + value + ": " + reason + ". " + advice), cause);
		this.property = property;
		this.value = String.valueOf(value);
		this.reason = reason;
		this.advice = advice;
	}

	static InvalidPropertyException of(String property, Object value, String reason) {
		return of(property, value, reason, null);
	}

	/** With the advice that there is for the property. */
	static InvalidPropertyException of(String property, Object value, String reason, @Nullable Throwable cause) {
		String advice = PropertyAdvice.of(property);
		return new InvalidPropertyException(property, value, reason,
				(advice != null) ? advice : "Change the value or remove the property.", cause);
	}

	/**
	 * The property to change.
	 * @return its name in the dashed form
	 */
	public String getProperty() {
		return this.property;
	}

	/**
	 * The value that does not do.
	 * @return the value, or what it came to
	 */
	public String getValue() {
		return this.value;
	}

	/**
	 * What is wrong with the value.
	 * @return the reason, without its subject
	 */
	public String getReason() {
		return this.reason;
	}

	/**
	 * What to do instead.
	 * @return a sentence
	 */
	public String getAdvice() {
		return this.advice;
	}

}
