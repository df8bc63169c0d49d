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

	private AppendersUnavailableException(String description, String action, @Nullable Throwable cause) {
		super(description, cause);
		this.action = action;
	}

	/** Not by its type, so that what throws it is verified without loading it. */
	static RuntimeException of(String description, String action, @Nullable Throwable cause) {
		return new AppendersUnavailableException(description, action, cause);
	}

	/**
	 * What to do about it.
	 * @return a sentence
	 */
	public String getAction() {
		return this.action;
	}

}
