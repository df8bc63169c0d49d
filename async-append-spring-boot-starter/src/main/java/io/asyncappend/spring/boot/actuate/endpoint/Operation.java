package io.asyncappend.spring.boot.actuate.endpoint;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;

/**
 * What can be asked of appenders through the endpoint.
 */
enum Operation {

	FLUSH {

		@Override
		void perform(AsyncAppender appender, Duration timeout) {
			appender.flush(timeout);
		}

	},

	SYNC {

		@Override
		void perform(AsyncAppender appender, Duration timeout) {
			appender.sync(timeout);
		}

	},

	REOPEN {

		@Override
		void perform(AsyncAppender appender, Duration timeout) {
			appender.reopen(timeout);
		}

	},

	ROTATE {

		@Override
		void perform(AsyncAppender appender, Duration timeout) {
			appender.rotate(timeout);
		}

	},

	/** Of the factory, so there is nothing to do for one appender. */
	ENABLE,

	/** Of the factory, so there is nothing to do for one appender. */
	DISABLE;

	void perform(AsyncAppender appender, Duration timeout) {
	}

	/** Why it cannot be performed on an appender; empty if it can. */
	Optional<String> refusal(AsyncAppender appender) {
		if (this != SYNC && this != REOPEN && this != ROTATE) {
			return Optional.empty();
		}
		AppenderStatus status = appender.status();
		if (this == SYNC) {
			return status.stream().map((stream) -> "writes to " + stream + ", which cannot be forced to a device");
		}
		if (status.file().isEmpty()) {
			String verb = status.stream().map((stream) -> "writes to " + stream).orElse("borrows its channel");
			return Optional.of(verb + " and has no path to " + ((this == REOPEN) ? "open again" : "rotate"));
		}
		return (this == ROTATE && appender.options().shared()) ? Optional.of("shares its file, which cannot be rotated")
				: Optional.empty();
	}

	boolean isOfFactory() {
		return this == ENABLE || this == DISABLE;
	}

	String text() {
		return name().toLowerCase(Locale.ROOT);
	}

	static Optional<Operation> find(String text) {
		return Arrays.stream(values()).filter((operation) -> operation.text().equals(text)).findFirst();
	}

	static String texts(boolean ofFactoryToo) {
		return Arrays.stream(values())
			.filter((operation) -> ofFactoryToo || !operation.isOfFactory())
			.map(Operation::text)
			.collect(Collectors.joining(", "));
	}

}
