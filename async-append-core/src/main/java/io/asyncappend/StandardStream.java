package io.asyncappend;

import java.util.Optional;

/**
 * A stream that every process is started with. A container collects its logs from them.
 * What is appended goes where the process was led to: into a pipe as a rule, to a
 * terminal, into a file.
 */
public enum StandardStream {

	/** Standard output, file descriptor 1. */
	OUT,

	/** Standard error, file descriptor 2. */
	ERR;

	/**
	 * Its short name, which is the engine in the {@linkplain AppenderStatus status} of
	 * its appenders too.
	 * @return {@code stdout} or {@code stderr}
	 */
	public String shortName() {
		return (this == OUT) ? "stdout" : "stderr";
	}

	/**
	 * Finds a stream by its short name.
	 * @param shortName the name, in upper or lower case
	 * @return the stream, empty if there is none of that name
	 */
	public static Optional<StandardStream> find(String shortName) {
		for (StandardStream stream : values()) {
			if (stream.shortName().equalsIgnoreCase(shortName)) {
				return Optional.of(stream);
			}
		}
		return Optional.empty();
	}

	/**
	 * What it is called in sentences.
	 * @return {@code standard output} or {@code standard error}
	 */
	@Override
	public String toString() {
		return (this == OUT) ? "standard output" : "standard error";
	}

}
