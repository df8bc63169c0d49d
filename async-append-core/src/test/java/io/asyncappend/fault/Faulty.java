package io.asyncappend.fault;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppender;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.support.Recorder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** What tests with a {@link FaultyFile} share. */
@Timeout(60)
public abstract class Faulty {

	public static final int SMALLEST = AppenderOptions.MIN_BUFFER_SIZE;

	public final FaultyFile file = new FaultyFile();

	public final Recorder recorder = new Recorder();

	public FileAppenderFactory factory = new FileAppenderFactory.Builder().listener(this.recorder).build();

	@AfterEach
	public void closeFactory() {
		this.file.releaseWrites();
		this.file.releaseForces();
		try {
			this.factory.close(Duration.ofSeconds(20));
		}
		catch (AppendException ex) {
			// What a test did to its file is the test's business.
		}
	}

	public static AppenderOptions.Builder smallest() {
		return AppenderOptions.builder().bufferSize(SMALLEST);
	}

	public AsyncAppender open(AppenderOptions.Builder options) {
		return this.factory.open("faulty", this.file, options.build());
	}

	public static byte[] bytes(int length) {
		return "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
	}

	/** Lets an I/O thread hang in a write, with that many bytes of one record. */
	public void stallWith(AsyncAppender appender, int length) {
		this.file.stallWrites();
		appender.append(bytes(length));
		untilStalled();
	}

	public void untilStalled() {
		await().until(() -> this.file.stalled.get() == 1);
	}

	/** How long ago a moment was, as {@link System#nanoTime()} had it. */
	public static Duration since(long nanoTime) {
		return Duration.ofNanos(System.nanoTime() - nanoTime);
	}

	public static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(2));
	}

}
