package io.asyncappend.spring.boot.properties;

import org.jspecify.annotations.Nullable;

/**
 * What each property {@code async-append.*} may be set to, in words for someone who set
 * it to something else.
 */
public final class PropertyAdvice {

	private PropertyAdvice() {
	}

	/**
	 * The advice for a property.
	 * @param property the name of the property in its dashed form; only its last element
	 * matters
	 * @return a sentence, or {@code null} for a property this knows nothing of
	 */
	public static @Nullable String of(String property) {
		return switch (property.substring(property.lastIndexOf('.') + 1)) {
			case "enabled", "shared" -> "Write true or false.";
			case "directory" -> "Name a directory that this process may create files in.";
			case "file" -> "Name a file that this process may write, relative to async-append.directory or absolute.";
			case "shutdown-timeout" -> "Write a duration that is not negative, such as 10s.";
			case "buffer-size" -> "Write a size from 1KB to 1GB, such as 1MB.";
			case "backpressure" -> "Write block, fail or drop.";
			case "backpressure-timeout" -> "Write a duration such as 500ms, or 0s to wait without limit.";
			case "sync" -> "Write on-demand, every-batch, or a duration with its unit, such as 1s.";
			case "write-retry" -> "Write a duration such as 30s, or 0s for no retry.";
			case "permissions" -> "Write the nine letters of the mode, such as rw-r-----.";
			default -> null;
		};
	}

}
