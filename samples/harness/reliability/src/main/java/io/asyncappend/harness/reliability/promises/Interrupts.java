package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Backpressure;
import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.verify.AckTable;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import io.asyncappend.harness.reliability.verify.Verifier;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Interrupts every caller of an appender all the time, and counts that each interrupt is
 * there when the call is over.
 */
public final class Interrupts implements Promise {

	private static final AppenderOptions OPTIONS = AppenderOptions.builder().bufferSize(4096).build();

	private static final long SWITCH_NANOS = 2_000_000;

	private enum Mode {

		ASYNCHRONOUS, SYNCHRONOUS, SWITCHING, LIMITED, BORROWED, BORROWED_SWITCHING;

		boolean isSwitching() {
			return this == SWITCHING || this == BORROWED_SWITCHING;
		}

		boolean isBorrowed() {
			return this == BORROWED || this == BORROWED_SWITCHING;
		}

	}

	@Override
	public int number() {
		return 8;
	}

	@Override
	public String text() {
		return "an interrupt closes no file, loses no record and is kept";
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		for (Mode mode : Mode.values()) {
			try (Scratch scratch = Scratch.create("scratch")) {
				run(mode, 17_000, scratch, result);
			}
		}
	}

	private static void run(Mode mode, int interrupts, Scratch scratch, Result result) throws Exception {
		Path file = scratch.resolve("log");
		Path table = scratch.resolve("acks");
		AsyncAppendFactory factory = AsyncAppendFactory.builder().enabled(mode != Mode.SYNCHRONOUS).build();
		FileChannel channel = mode.isBorrowed()
				? FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND) : null;
		AppenderOptions options = (mode == Mode.LIMITED)
				? OPTIONS.toBuilder().backpressure(Backpressure.block(Duration.ofMillis(2))).build() : OPTIONS;
		AsyncAppender appender = (channel != null) ? factory.create("log", channel, options)
				: factory.open("log", file, options);
		List<InterruptedCaller> callers = new ArrayList<>();
		try (AckTable acks = new AckTable(table, InterruptedCaller.Kind.values().length)) {
			for (InterruptedCaller.Kind kind : InterruptedCaller.Kind.values()) {
				if (kind != InterruptedCaller.Kind.REOPENS || channel == null) {
					callers.add(new InterruptedCaller(kind, appender, acks, result));
				}
			}
			callers.forEach(Thread::start);
			long done = interrupt(callers, interrupts, mode.isSwitching() ? factory : null);
			for (InterruptedCaller caller : callers) {
				caller.end();
			}
			result.faults(done);
			check(mode, appender, channel, result);
			closeInterrupted(appender, result);
			if (channel != null) {
				channel.close();
			}
		}
		factory.close();
		Acknowledgements given = Acknowledgements.read(table);
		Verdict verdict = new Verifier(given, given, Promised.ACCEPTED, Tail.WHOLE).verify(file);
		if (!verdict.ok()) {
			result.violation(mode + ": " + verdict);
		}
		result.run();
	}

	/** Each caller in turn, but never one that has not yet seen its last interrupt. */
	private static long interrupt(List<InterruptedCaller> callers, long count, AsyncAppendFactory switched) {
		long done = 0;
		long switchedAt = System.nanoTime();
		while (done < count && callers.stream().anyMatch(Thread::isAlive)) {
			long before = done;
			for (InterruptedCaller caller : callers) {
				if (caller.interruptOnce()) {
					done++;
				}
			}
			if (done == before) {
				LockSupport.parkNanos(1000);
			}
			if (switched != null && System.nanoTime() - switchedAt > SWITCH_NANOS) {
				switchedAt = System.nanoTime();
				if (switched.isEnabled()) {
					switched.disable();
				}
				else {
					switched.enable();
				}
			}
		}
		return done;
	}

	private static void check(Mode mode, AsyncAppender appender, FileChannel channel, Result result) {
		AppenderStatus status = appender.status();
		if (status.state() != AppenderStatus.State.OPEN || (channel != null && !channel.isOpen())) {
			result.violation(mode + ": an interrupt closed the file: " + status);
		}
	}

	private static void closeInterrupted(AsyncAppender appender, Result result) {
		Thread.currentThread().interrupt();
		try {
			appender.close();
		}
		catch (AppendInterruptedException ex) {
			// The closing goes on.
		}
		if (!Thread.interrupted()) {
			result.violation("close took the interrupt");
		}
		appender.close();
	}

}
