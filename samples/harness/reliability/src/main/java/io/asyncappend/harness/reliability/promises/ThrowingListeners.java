package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderFailedException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Backpressure;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.promises.ThrowingListener.At;
import io.asyncappend.harness.reliability.system.Await;
import io.asyncappend.harness.reliability.system.Disk;
import io.asyncappend.harness.reliability.system.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings about each event with a listener that throws an error at it: the appender fails
 * with just that error, and every call that waits or comes later throws it.
 */
final class ThrowingListeners {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final int RECORD = 400;

	private final Result result;

	ThrowingListeners(Result result) {
		this.result = result;
	}

	void test() throws Exception {
		try (Disk disk = Disk.create(Disk.Type.EXT4, 16)) {
			for (At at : At.values()) {
				for (boolean enabled : new boolean[] { true, false }) {
					try (Scratch scratch = Scratch.create("throwing")) {
						boolean full = at == At.DEGRADED || at == At.RECOVERED || at == At.FAILED;
						test(at, enabled, (full ? disk.path() : scratch.path()).resolve(at + "-" + enabled), disk);
					}
				}
			}
		}
	}

	private void test(At at, boolean enabled, Path file, Disk disk) throws Exception {
		if (!enabled && (at == At.BLOCKED || at == At.DROPPED)) {
			// Where the caller writes, no caller waits for room.
			return;
		}
		String what = at + ", enabled=" + enabled;
		ThrowingListener listener = new ThrowingListener(at);
		AsyncAppendFactory factory = AsyncAppendFactory.builder().enabled(enabled).listener(listener).build();
		if (at == At.TORN_TAIL) {
			Files.write(file, new byte[] { 'x' });
		}
		AtomicBoolean ending = new AtomicBoolean();
		try {
			AsyncAppender appender = factory.open("log", file, options(at));
			if (at == At.OPEN) {
				this.result.violation(what + ": opened");
			}
			CompletableFuture<Void> user = run(() -> use(at, appender, ending));
			CompletableFuture<Void> event = run(() -> bringAbout(at, appender, file, disk));
			if (at != At.CLOSE) {
				awaitFailure(what, at, appender, listener);
			}
			within(what + ": the user", user);
			within(what + ": the event", event);
			close(what, appender);
		}
		catch (AssertionError | AppendException ex) {
			requireRoot(what, ex, listener.error());
		}
		finally {
			ending.set(true);
			CompletableFuture<Void> closed = run(() -> closeQuietly(factory));
			within(what + ": the close of the factory", closed);
		}
		if (!listener.isThrown()) {
			this.result.violation(what + ": did not happen");
		}
		requireFree(what, file);
		this.result.faults(1);
		this.result.run();
	}

	private static AppenderOptions options(At at) {
		return AppenderOptions.builder()
			.bufferSize(1024)
			.backpressure((at == At.DROPPED) ? Backpressure.drop() : Backpressure.block())
			.writeRetry((at == At.FAILED) ? Duration.ZERO : LIMIT)
			.build();
	}

	/** Appends and waits until the failure is thrown. */
	private static void use(At at, AsyncAppender appender, AtomicBoolean ending) {
		try {
			while (!ending.get()) {
				for (int i = 0; i < 5; i++) {
					appender.append(new byte[RECORD]);
				}
				if (at != At.DROPPED && at != At.BLOCKED) {
					appender.sync();
				}
			}
		}
		catch (AppendException ex) {
			// Told.
		}
	}

	private static void bringAbout(At at, AsyncAppender appender, Path file, Disk disk) {
		try {
			switch (at) {
				case FILE_LOST -> Files.delete(file);
				case REOPEN -> {
					Files.move(file, file.resolveSibling("old"), StandardCopyOption.REPLACE_EXISTING);
					appender.reopen();
				}
				case DEGRADED, FAILED -> {
					disk.fill();
					Await.until("failed", LIMIT, () -> appender.status().state() == AppenderStatus.State.FAILED);
					disk.free();
				}
				case RECOVERED -> {
					disk.fill();
					Await.until("degraded", LIMIT, () -> appender.status().trouble().degradations() > 0);
					disk.free();
				}
				case CLOSE -> appender.close();
				default -> {
				}
			}
		}
		catch (AppendException ex) {
			// Told.
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void awaitFailure(String what, At at, AsyncAppender appender, ThrowingListener listener) throws Exception {
		Await.until("failed by " + what, LIMIT, () -> appender.status().state() == AppenderStatus.State.FAILED);
		Throwable failure = appender.status().trouble().failure().orElseThrow();
		if (at == At.FAILED) {
			// The disk was full first, and the error is one more.
			if (!(failure instanceof IOException)) {
				this.result.violation(what + ": failed with " + failure);
			}
			return;
		}
		requireRoot(what, failure, listener.error());
		try {
			appender.append(new byte[RECORD]);
			this.result.violation(what + ": accepted a record after the failure");
		}
		catch (AppenderFailedException ex) {
			requireRoot(what, ex, listener.error());
		}
	}

	private void requireRoot(String what, Throwable thrown, Error expected) {
		for (Throwable next = thrown; next != null; next = next.getCause()) {
			if (next == expected) {
				return;
			}
		}
		this.result.violation(what + ": the cause is not what was thrown, but " + thrown);
	}

	private void close(String what, AsyncAppender appender) throws Exception {
		within(what + ": the close", run(() -> {
			try {
				appender.close();
			}
			catch (AppendException ex) {
				// Told.
			}
		}));
		if (appender.status().state() != AppenderStatus.State.CLOSED) {
			this.result.violation(what + ": closed, but " + appender.status());
		}
	}

	private static void closeQuietly(AsyncAppendFactory factory) {
		try {
			factory.close();
		}
		catch (AppendException ex) {
			// Told before.
		}
	}

	/** In a thread of its own, as it may wait for another. */
	private static CompletableFuture<Void> run(Runnable task) {
		return CompletableFuture.runAsync(task, (work) -> {
			Thread thread = new Thread(work);
			thread.setDaemon(true);
			thread.start();
		});
	}

	private void within(String what, CompletableFuture<Void> task) throws Exception {
		try {
			task.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			this.result.violation(what + " does not come back");
		}
	}

	/** Whatever was thrown, the file is given back. */
	private void requireFree(String what, Path file) {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			factory.open("log", file);
		}
		catch (AppendException ex) {
			this.result.violation(what + ": the file is not free: " + ex);
		}
	}

}
