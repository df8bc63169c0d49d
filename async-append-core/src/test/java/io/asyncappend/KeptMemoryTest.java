package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Nothing that a user may keep keeps a buffer, nor what is left of an appender. */
class KeptMemoryTest extends Faulty {

	private static final int MEGABYTE = 1024 * 1024;

	private static final int APPENDERS = 50;

	/** How an appender came to its end. */
	enum End {

		CLOSED, FAILED, TOO_LATE

	}

	@ParameterizedTest
	@EnumSource
	void whatIsKeptOfClosedAppendersHoldsNoBuffer(End end) {
		long before = directBytes();
		List<Object> kept = new ArrayList<>();
		kept.add(this.factory);
		for (int i = 0; i < APPENDERS; i++) {
			FaultyFile file = new FaultyFile();
			AsyncAppender appender = this.factory.open("appender-" + i, file,
					AppenderOptions.builder().bufferSize(MEGABYTE).writeRetry(Duration.ofDays(1)).build());
			kept.add(appender);
			kept.add(use(appender, file, end));
		}
		assertThat(directBytes() - before).isGreaterThan(APPENDERS * (MEGABYTE / 2));
		for (AsyncAppender appender : this.factory.appenders()) {
			end(appender, end);
			kept.add(appender.status());
		}
		closeFactory();
		await().untilAsserted(() -> assertThat(directBytes() - before).isLessThan(MEGABYTE));
		Reference.reachabilityFence(kept);
	}

	/** Fills the buffer, and returns what a user may keep of that. */
	private List<Object> use(AsyncAppender appender, FaultyFile file, End end) {
		file.stallWrites();
		appender.append(bytes(MEGABYTE * 3 / 4));
		CompletableFuture<Long> receipt = appender.appendDurably(bytes(100));
		CompletableFuture<Long> dependent = receipt.thenApply((position) -> position);
		OutputStream stream = appender.asOutputStream();
		WritableByteChannel channel = appender.asChannel();
		List<Object> kept = new ArrayList<>(List.of(receipt, dependent, stream, channel, appender.status()));
		switch (end) {
			case FAILED -> file.writeFault = (n) -> new IOException("Input/output error");
			case TOO_LATE -> file.writeFault = (n) -> new IOException(FaultyFile.NO_SPACE);
			default -> {
			}
		}
		file.releaseWrites();
		if (end == End.FAILED) {
			try {
				appender.flush();
			}
			catch (AppenderFailedException ex) {
				kept.add(ex);
			}
		}
		return kept;
	}

	private void end(AsyncAppender appender, End end) {
		if (end == End.CLOSED) {
			appender.close();
		}
		else {
			long queued = appender.status().queuedBytes();
			assertThatThrownBy(() -> appender.close(Duration.ZERO)).isInstanceOf(AppendException.class);
			await().until(() -> appender.status().state() == AppenderStatus.State.CLOSED);
			assertThat(appender.status().queuedBytes()).isEqualTo(queued).isGreaterThan(MEGABYTE / 2);
			assertThat(appender.status().queuedRecords()).isEqualTo(2);
			assertThatThrownBy(() -> appender.append(new byte[1])).isInstanceOf(AppendException.class);
			assertThat(appender.status().queuedRecords()).isEqualTo(2);
		}
	}

	@Test
	void anOversizeRecordThatWasGivenUpIsNotKept() {
		AsyncAppender appender = open(smallest().writeRetry(Duration.ofDays(1)));
		this.file.writeFault = (n) -> new IOException(FaultyFile.NO_SPACE);
		appender.append(bytes(10));
		appender.append(bytes(100_000));
		assertThatThrownBy(() -> appender.close(Duration.ZERO)).isInstanceOf(AppendTimeoutException.class);
		await().until(() -> appender.status().state() == AppenderStatus.State.CLOSED);
		assertThat(appender.status().queuedBytes()).isEqualTo(100_010);
		assertThat(appender.status().queuedRecords()).isEqualTo(2);
		assertThatThrownBy(() -> appender.append(bytes(1))).isInstanceOf(AppendException.class);
	}

	@Test
	void aFutureKeepsNothingOfItsAppender() throws Exception {
		AsyncAppender appender = open(smallest());
		CompletableFuture<Long> receipt = appender.appendDurably(bytes(100));
		assertThat(receipt.get()).isEqualTo(100);
		appender.close();
		WeakReference<AsyncAppender> reference = new WeakReference<>(appender);
		appender = null;
		awaitCollected(reference);
		assertThat(receipt).isCompletedWithValue(100L);
	}

	@Test
	void neitherAFactoryNorItsThreadsKeepAnAppenderThatIsClosed() {
		AsyncAppender appender = open(smallest());
		appender.append(bytes(100));
		appender.flush(Duration.ofSeconds(30));
		appender.close();
		WeakReference<AsyncAppender> reference = new WeakReference<>(appender);
		appender = null;
		awaitCollected(reference);
		assertThat(this.factory.appenders()).isEmpty();
	}

	private static void awaitCollected(WeakReference<?> reference) {
		await().until(() -> {
			System.gc();
			return reference.get() == null;
		});
	}

	private static long directBytes() {
		System.gc();
		return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.mapToLong(BufferPoolMXBean::getMemoryUsed)
			.sum();
	}

}
