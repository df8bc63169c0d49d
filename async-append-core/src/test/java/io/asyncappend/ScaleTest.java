package io.asyncappend;

import com.sun.management.UnixOperatingSystemMXBean;
import io.asyncappend.fault.Faulty;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.internal.io.IoExecutor;
import io.asyncappend.support.Records;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Many appenders need few threads, and many threads may share an appender. */
@Timeout(120)
class ScaleTest {

	@TempDir
	private Path directory;

	@Test
	void aThousandAppendersOnOneDiskUseAsManyThreadsAsAHundred() {
		Faulty.await().until(() -> ioThreads() == 0);
		try (FileAppenderFactory factory = new FileAppenderFactory.Builder().build()) {
			AppenderOptions options = AppenderOptions.builder().bufferSize(4096).build();
			List<AsyncAppender> appenders = new ArrayList<>();
			for (int n = 1; n <= 1000; n++) {
				appenders.add(factory.open("appender-" + n, this.directory.resolve("file-" + n), options));
				if (n == 100 || n == 1000) {
					assertThat(use(appenders)).isBetween(1, IoExecutor.MAX_THREADS);
				}
			}
			for (int i = 0; i < 1000; i++) {
				assertThat(appenders.get(i).status().records().written()).isEqualTo((i < 100) ? 40 : 20);
			}
		}
	}

	@Test
	void tenThousandAppendersThatAreNotUsedHoldNoThreadAndNoBuffer() throws IOException {
		assumeThat(ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class))
			.as("a limit on file descriptors that leaves room for 10,000 (ulimit -n)")
			.matches((system) -> system != null && system.getMaxFileDescriptorCount() > 11_000);
		Faulty.await().until(() -> ioThreads() == 0);
		long direct = directBytes();
		// Borrowed, as they need one descriptor each, where an owned file needs three.
		List<FileChannel> channels = new ArrayList<>();
		try (FileAppenderFactory factory = new FileAppenderFactory.Builder().build()) {
			for (int n = 0; n < 10_000; n++) {
				FileChannel channel = FileChannel.open(this.directory.resolve("file-" + n), StandardOpenOption.CREATE,
						StandardOpenOption.APPEND);
				channels.add(channel);
				factory.create("appender-" + n, channel);
			}
			assertThat(ioThreads()).isZero();
			assertThat(directBytes()).isLessThanOrEqualTo(direct);
			AsyncAppender used = factory.appenders().get(0);
			used.append(Records.record(0, 0, 100));
			used.flush();
			assertThat(ioThreads()).isPositive();
			// With no thread there is nobody whom a timer could wake.
			Faulty.await().until(() -> ioThreads() == 0);
		}
		finally {
			for (FileChannel channel : channels) {
				channel.close();
			}
		}
	}

	private static long directBytes() {
		return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.mapToLong(BufferPoolMXBean::getMemoryUsed)
			.sum();
	}

	@Test
	void aClosedAppenderHoldsNoThreadUntilItsIntervalEnds() {
		AppenderOptions daily = AppenderOptions.builder().sync(SyncPolicy.every(Duration.ofDays(1))).build();
		try (FileAppenderFactory factory = new FileAppenderFactory.Builder().enabled(false).build()) {
			AsyncAppender appender = factory.open("daily", this.directory.resolve("file"), daily);
			appender.append(Records.record(0, 0, 100));
			appender.close();
			Faulty.await().until(() -> factory.threads() == 0);
		}
	}

	/** Lets all of them work, and returns the most threads seen meanwhile. */
	private static int use(List<AsyncAppender> appenders) {
		int peak = 0;
		for (int round = 0; round < 20; round++) {
			for (AsyncAppender appender : appenders) {
				appender.append(Records.record(0, round, 100));
			}
			peak = Math.max(peak, ioThreads());
		}
		appenders.forEach(AsyncAppender::flush);
		return Math.max(peak, ioThreads());
	}

	private static int ioThreads() {
		return (int) Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("async-append-"))
			.count();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@EnabledForJreRange(min = JRE.JAVA_21)
	void aThousandVirtualThreadsAppend(boolean enabled) throws Exception {
		Path file = this.directory.resolve("file");
		try (FileAppenderFactory factory = new FileAppenderFactory.Builder().enabled(enabled).build()) {
			AsyncAppender appender = factory.open("file", file, AppenderOptions.builder().bufferSize(4096).build());
			ExecutorService threads = (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor")
				.invoke(null);
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < 1000; i++) {
				int producer = i;
				all.add(threads.submit(() -> {
					CompletableFuture<Long> receipt = null;
					for (int n = 0; n < 10; n++) {
						byte[] record = Records.record(producer, n, 100);
						if (n % 5 == 4) {
							receipt = appender.appendDurably(record);
						}
						else {
							appender.append(record);
						}
					}
					return receipt.get(60, TimeUnit.SECONDS);
				}));
			}
			for (Future<?> one : all) {
				one.get(60, TimeUnit.SECONDS);
			}
			threads.shutdown();
			assertThat(appender.status().positions().durable()).isEqualTo(1000 * 10 * 100);
			long[] counts = new long[1000];
			java.util.Arrays.fill(counts, 10);
			Records.requireAll(counts, file);
		}
	}

}
