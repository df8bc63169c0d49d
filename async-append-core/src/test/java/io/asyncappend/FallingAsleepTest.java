package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.internal.appender.FileAppender;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An append that arrives while the I/O thread finds nothing more to do: its caller
 * believes that the thread looks again, and tells nobody.
 */
class FallingAsleepTest extends Faulty {

	@Test
	void aRecordThatArrivesAsTheThreadFallsAsleepIsWritten() {
		AtomicInteger times = new AtomicInteger();
		AtomicReference<Throwable> failure = new AtomicReference<>();
		FileAppender appender = (FileAppender) open(smallest());
		appender.onFallingAsleep(() -> {
			if (times.getAndIncrement() == 0) {
				try {
					// On a thread of its own, without the lock that this one has.
					CompletableFuture.runAsync(() -> appender.append(bytes(2)), (task) -> new Thread(task).start())
						.get(20, TimeUnit.SECONDS);
				}
				catch (Exception ex) {
					failure.set(ex);
				}
			}
		});
		appender.append(bytes(1));
		// Nobody asks for it, and no other record follows.
		await().until(() -> this.file.size() == 3 || failure.get() != null);
		assertThat(failure).hasNullValue();
		assertThat(times).hasPositiveValue();
	}

}
