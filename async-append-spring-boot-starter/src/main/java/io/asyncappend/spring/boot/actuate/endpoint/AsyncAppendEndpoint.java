package io.asyncappend.spring.boot.actuate.endpoint;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.asyncappend.AppendException;
import io.asyncappend.AppendTimeoutException;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.actuate.endpoint.OperationDescriptor.OutcomeDescriptor;

/**
 * The endpoint {@code asyncappend}: shows the open appenders, flushes, syncs, reopens and
 * rotates them, and switches asynchronous I/O on and off. Read-only unless
 * {@code management.endpoint.asyncappend.access} is {@code unrestricted}. Thread-safe.
 * <p>
 * Operations are path segments, so that a bare {@code curl -X POST} without a body and a
 * content type will do. {@code POST …/asyncappend/flush} is for all appenders and
 * {@code POST …/asyncappend/audit/flush} for one. An appender that is itself called
 * {@code flush} is seen with {@code GET …/asyncappend/flush} and flushed with
 * {@code POST …/asyncappend/flush/flush}.
 */
@Endpoint(id = "asyncappend", defaultAccess = Access.READ_ONLY)
public class AsyncAppendEndpoint {

	private final AsyncAppendFactory factory;

	private final FsyncTimes fsyncs;

	private final Duration timeout;

	private final RotationLimit rotations;

	/**
	 * Creates the endpoint.
	 * @param factory whose appenders to show
	 * @param fsyncs told by the factory of what it forces
	 * @param timeout the longest an operation waits for files, for all appenders together
	 * @param rotationsPerHour how often the file of an appender is rotated within an hour
	 */
	public AsyncAppendEndpoint(AsyncAppendFactory factory, FsyncTimes fsyncs, Duration timeout, int rotationsPerHour) {
		this.factory = factory;
		this.fsyncs = fsyncs;
		this.timeout = timeout;
		this.rotations = new RotationLimit(rotationsPerHour, System::nanoTime);
	}

	/**
	 * Shows all appenders.
	 * @return the open appenders
	 */
	@ReadOperation
	public AsyncAppendDescriptor appenders() {
		Map<String, AppenderDescriptor> appenders = new LinkedHashMap<>();
		this.factory.appenders().forEach((appender) -> appenders.put(appender.name(), describe(appender)));
		return new AsyncAppendDescriptor(this.factory.isEnabled(), appenders);
	}

	/**
	 * Shows one appender.
	 * @param name its name
	 * @return the appender, or {@code null} if none of that name is open
	 */
	@ReadOperation
	public @Nullable AppenderDescriptor appender(@Selector String name) {
		return this.factory.find(name).map(this::describe).orElse(null);
	}

	/**
	 * Performs an operation on all appenders.
	 * @param operation {@code flush}, {@code sync}, {@code reopen}, {@code rotate},
	 * {@code enable} or {@code disable}; a sync leaves out standard streams, a reopen
	 * these and borrowed channels, which have no path, and a rotation shared files too
	 * @return what was done
	 * @throws InvalidEndpointRequestException if there is no such operation
	 * @throws IllegalStateException if it was not done for an appender, saying which and
	 * why
	 */
	@WriteOperation
	public OperationDescriptor performAll(@Selector String operation) {
		return requireDone(tryAll(operation(operation, true)));
	}

	/**
	 * Performs an operation on one appender.
	 * @param name the name of the appender
	 * @param operation {@code flush}, {@code sync}, {@code reopen} or {@code rotate}
	 * @return what was done
	 * @throws InvalidEndpointRequestException if there is no such appender or operation
	 * @throws IllegalStateException if it was not done, saying why
	 */
	@WriteOperation
	public OperationDescriptor perform(@Selector String name, @Selector String operation) {
		AsyncAppender appender = this.factory.find(name).orElseThrow(() -> {
			String reason = unknown(name);
			return new InvalidEndpointRequestException(reason, reason);
		});
		return requireDone(tryOne(appender, operation(operation, false)));
	}

	@Nullable AsyncAppender find(String name) {
		return this.factory.find(name).orElse(null);
	}

	AppenderDescriptor describe(AsyncAppender appender) {
		return AppenderDescriptor.of(appender, this.fsyncs);
	}

	static String unknown(String name) {
		return "no appender '" + name + "' is open";
	}

	/**
	 * Finds an operation.
	 * @throws InvalidEndpointRequestException if there is none, or it is not for one
	 * appender
	 */
	static Operation operation(String text, boolean forAll) {
		return Operation.find(text).filter((operation) -> forAll || !operation.isOfFactory()).orElseThrow(() -> {
			String reason = "no operation '" + text + "' for " + (forAll ? "all appenders" : "one appender")
					+ "; there are " + Operation.texts(forAll);
			return new InvalidEndpointRequestException(reason, reason);
		});
	}

	OperationDescriptor tryAll(Operation operation) {
		switch (operation) {
			case ENABLE -> this.factory.enable();
			case DISABLE -> this.factory.disable();
			default -> {
				return tryEach(this.factory.appenders()
					.stream()
					.filter((appender) -> operation.refusal(appender).isEmpty())
					.toList(), operation);
			}
		}
		return new OperationDescriptor(operation.text(), true, this.factory.isEnabled(), Map.of());
	}

	OperationDescriptor tryOne(AsyncAppender appender, Operation operation) {
		operation.refusal(appender).ifPresent((refusal) -> {
			String reason = "appender '" + appender.name() + "' " + refusal;
			throw new InvalidEndpointRequestException(reason, reason);
		});
		return tryEach(List.of(appender), operation);
	}

	private OperationDescriptor tryEach(List<AsyncAppender> appenders, Operation operation) {
		long start = System.nanoTime();
		Map<String, OutcomeDescriptor> outcomes = new LinkedHashMap<>();
		for (AsyncAppender appender : appenders) {
			// With no time left an appender that has nothing to wait for is done all the
			// same.
			Duration left = this.timeout.minusNanos(System.nanoTime() - start);
			outcomes.put(appender.name(), tryIt(appender, operation, left.isNegative() ? Duration.ZERO : left));
		}
		boolean done = outcomes.values().stream().allMatch(OutcomeDescriptor::done);
		return new OperationDescriptor(operation.text(), done, this.factory.isEnabled(), outcomes);
	}

	private OutcomeDescriptor tryIt(AsyncAppender appender, Operation operation, Duration limit) {
		if (operation == Operation.ROTATE && !this.rotations.take(appender)) {
			return outcome(appender, false, this.rotations.reason());
		}
		try {
			operation.perform(appender, limit);
			return outcome(appender, false, null);
		}
		catch (AppendException ex) {
			return outcome(appender, ex instanceof AppendTimeoutException, String.valueOf(ex.getMessage()));
		}
	}

	private static OutcomeDescriptor outcome(AsyncAppender appender, boolean timedOut, @Nullable String failure) {
		return new OutcomeDescriptor(failure == null, timedOut, appender.status().positions(), failure);
	}

	/** Whether nothing went wrong but that some were rotated too often. */
	boolean isOnlyTooOften(OperationDescriptor result) {
		return result.appenders()
			.values()
			.stream()
			.allMatch((outcome) -> outcome.done() || this.rotations.reason().equals(outcome.failure()));
	}

	private static OperationDescriptor requireDone(OperationDescriptor result) {
		if (!result.done()) {
			throw new IllegalStateException(result.operation() + " was not done: " + result.failures());
		}
		return result;
	}

}
