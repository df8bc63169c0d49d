package io.asyncappend.spring.boot.actuate.endpoint;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

import io.asyncappend.AppenderStatus.Positions;

/**
 * What an operation did.
 *
 * @param operation the operation
 * @param done whether it was done for every appender it was for
 * @param enabled whether asynchronous I/O is enabled now
 * @param appenders the outcome for each appender, by name
 */
public record OperationDescriptor(String operation, boolean done, boolean enabled,
		Map<String, OutcomeDescriptor> appenders) {

	boolean isOnlyLate() {
		return this.appenders.values().stream().allMatch((outcome) -> outcome.done() || outcome.timedOut());
	}

	String failures() {
		StringBuilder text = new StringBuilder();
		this.appenders.forEach((name, outcome) -> {
			if (!outcome.done()) {
				text.append((text.length() > 0) ? "; " : "").append(name).append(": ").append(outcome.failure());
			}
		});
		return text.toString();
	}

	/**
	 * What an operation did to one appender.
	 *
	 * @param done whether it was done
	 * @param timedOut whether it was not done because the time was used up
	 * @param positions {@code acceptedPosition}, {@code writtenPosition} and
	 * {@code durablePosition}: bytes accepted, given to the operating system, and forced
	 * to the device, when it ended
	 * @param failure why it was not done
	 */
	public record OutcomeDescriptor(boolean done, boolean timedOut,
			@JsonUnwrapped(suffix = "Position") Positions positions, @Nullable String failure) {
	}

}
