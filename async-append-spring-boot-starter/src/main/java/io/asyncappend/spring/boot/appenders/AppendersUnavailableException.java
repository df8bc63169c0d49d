package io.asyncappend.spring.boot.appenders;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when configured appenders cannot be had for a reason that is in the beans of the
 * application, not in its properties. Says what is wrong and what to do about it.
 */
public final class AppendersUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** What to do about it, a sentence. */
	private final String action;

	AppendersUnavailableException(String description, String action) {
		this(description, action, null);
	}

	AppendersUnavailableException(String description, String action, @Nullable Throwable cause) {
		super(description, cause);
		this.action = action;
	}

	/**
	 * What to do about it.
	 * @return a sentence
	 */
	public String getAction() {
		return this.action;
	}

}
