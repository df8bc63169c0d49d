package io.asyncappend.spring.boot.accesslog;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What the application knows of a request, and the server does not: the attributes of a
 * reactive exchange, and the user that Spring Security has authenticated. Filled while
 * the request is served, and read when it is over, on whatever threads.
 */
public final class ApplicationRequest {

	/** The attribute of a request that has it. */
	public static final String ATTRIBUTE = ApplicationRequest.class.getName();

	private static final ApplicationRequest NONE = new ApplicationRequest((name) -> null);

	private final Function<String, @Nullable Object> attributes;

	private volatile @Nullable String user;

	/**
	 * Creates one without a user.
	 * @param attributes finds an attribute by its name
	 */
	public ApplicationRequest(Function<String, @Nullable Object> attributes) {
		this.attributes = attributes;
	}

	/**
	 * The one that is attached to a request.
	 * @param attribute the value of {@link #ATTRIBUTE}, or {@code null}
	 * @return it, or one that knows nothing
	 */
	public static ApplicationRequest of(@Nullable Object attribute) {
		return (attribute instanceof ApplicationRequest request) ? request : NONE;
	}

	/**
	 * An attribute.
	 * @param name its name
	 * @return its value, or {@code null}
	 */
	public @Nullable Object attribute(String name) {
		return this.attributes.apply(name);
	}

	/**
	 * The user.
	 * @return the name, or {@code null} if there is none
	 */
	public @Nullable String user() {
		return this.user;
	}

	/**
	 * Tells the user.
	 * @param user the name
	 */
	public void authenticated(String user) {
		this.user = user;
	}

}
