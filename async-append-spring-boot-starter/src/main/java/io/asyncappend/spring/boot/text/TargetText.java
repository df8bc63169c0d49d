package io.asyncappend.spring.boot.text;

import java.nio.file.Path;
import java.util.Optional;

import io.asyncappend.AppenderStatus;
import io.asyncappend.StandardStream;

/** Where an appender appends, in the spelling of the property {@code file}. */
public final class TargetText {

	private TargetText() {
	}

	/**
	 * The path of a file, or the short name of a standard stream.
	 * @param status of the appender
	 * @return its target; empty for a borrowed channel
	 */
	public static Optional<String> of(AppenderStatus status) {
		return status.file().map(Path::toString).or(() -> status.stream().map(StandardStream::shortName));
	}

}
