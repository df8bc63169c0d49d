package io.asyncappend;

import io.asyncappend.fault.CrashFile;
import io.asyncappend.fault.Faulty;
import io.asyncappend.internal.appender.FileAppenderFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * At any moment a crash leaves what was acknowledged before it: a flush in what a kill
 * leaves, a sync and a durable future in what a power cut leaves, though a force fails
 * and later ones succeed.
 */
class CrashPropertiesTest {

	/** What a caller does. */
	enum Call {

		APPEND, DURABLY, FLUSH, SYNC, ENABLE, DISABLE

	}

	@Property(tries = 300)
	void aCrashLeavesWhatWasAcknowledged(@ForAll @Size(min = 1, max = 60) List<Call> calls,
			@ForAll @IntRange(max = 12) int failing, @ForAll boolean everyBatch) {
		CrashFile file = new CrashFile(failing);
		AtomicLong flushed = new AtomicLong();
		AtomicLong durable = new AtomicLong();
		List<CompletableFuture<?>> receipts = new CopyOnWriteArrayList<>();
		FileAppenderFactory factory = new FileAppenderFactory.Builder().build();
		AsyncAppender appender = factory.open("crash", file,
				AppenderOptions.builder()
					.bufferSize(AppenderOptions.MIN_BUFFER_SIZE)
					.sync(everyBatch ? SyncPolicy.everyBatch() : SyncPolicy.onDemand())
					.build());
		boolean failed = false;
		for (Call call : calls) {
			try {
				switch (call) {
					case APPEND -> appender.append(new byte[100]);
					case DURABLY -> receipts.add(appender.appendDurably(new byte[50])
						.thenAccept((position) -> durable.accumulateAndGet(position, Math::max)));
					case FLUSH -> {
						long position = appender.status().positions().accepted();
						appender.flush();
						flushed.set(position);
					}
					case SYNC -> {
						long position = appender.status().positions().accepted();
						appender.sync();
						durable.accumulateAndGet(position, Math::max);
					}
					case ENABLE -> factory.enable();
					case DISABLE -> factory.disable();
				}
				assertThat(failed).as("a call that went well after a failure")
					.isIn(false, call == Call.ENABLE || call == Call.DISABLE);
			}
			catch (AppenderFailedException ex) {
				failed = true;
			}
			// The acknowledgements first, then the crash.
			long wantedByKill = flushed.get();
			long wantedByCut = durable.get();
			assertThat((long) file.afterKill().length).isGreaterThanOrEqualTo(wantedByKill);
			assertThat((long) file.afterPowerCut().length).isGreaterThanOrEqualTo(wantedByCut);
		}
		close(factory);
		// The turn that failed may still be telling those who wait.
		receipts.forEach((receipt) -> Faulty.await().until(receipt::isDone));
		assertThat((long) file.afterPowerCut().length).isGreaterThanOrEqualTo(durable.get());
	}

	private static void close(AsyncAppendFactory factory) {
		try {
			factory.close();
		}
		catch (AppenderFailedException ex) {
			assertThat(ex).hasRootCauseMessage("Input/output error");
		}
	}

}
