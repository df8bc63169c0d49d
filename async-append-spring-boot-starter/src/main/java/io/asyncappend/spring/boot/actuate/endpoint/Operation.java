package io.asyncappend.spring.boot.actuate.endpoint;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

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

	/** Of the factory, so there is nothing to do for one appender. */
	ENABLE,

	/** Of the factory, so there is nothing to do for one appender. */
	DISABLE;

	void perform(AsyncAppender appender, Duration timeout) {
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
