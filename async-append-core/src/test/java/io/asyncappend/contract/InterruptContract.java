package io.asyncappend.contract;

import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.support.Crew;
import io.asyncappend.support.Records;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds in every mode when threads are interrupted: no file is closed, no record is
 * lost, and the flag is kept.
 */
public abstract class InterruptContract extends ModeContract {

	private static final int INTERRUPTS = 4000;

	@Test
	public void aStormOfInterruptsLosesNothing() throws Exception {
		AsyncAppender appender = open(AppenderOptions.builder().bufferSize(4096).build());
		AtomicBoolean ended = new AtomicBoolean();
		List<Crew.Member<Long>> producers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			int producer = i;
			producers.add(Crew.start(() -> produce(appender, producer, ended)));
		}
		for (int i = 0; i < INTERRUPTS; i++) {
			producers.get(i % 8).thread().interrupt();
			if (i % 8 == 0) {
				Thread.yield();
			}
		}
		ended.set(true);
		long[] counts = new long[8];
		for (int i = 0; i < 8; i++) {
			counts[i] = producers.get(i).join();
		}
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
		appender.sync();
		Records.requireAll(counts, this.file);
		assertThat(appender.status().records().accepted()).isEqualTo(appender.status().records().written());
	}

	private static long produce(AsyncAppender appender, int producer, AtomicBoolean ended) {
		long sequence = 0;
		while (!ended.get()) {
			byte[] record = Records.record(producer, sequence, 200 + producer);
			boolean flagged = Thread.currentThread().isInterrupted();
			try {
				if (sequence % 50 == 49) {
					appender.appendDurably(record);
				}
				else {
					appender.append(record);
				}
				sequence++;
			}
			catch (AppendInterruptedException ex) {
				flagged = true;
			}
			if (flagged) {
				assertThat(Thread.interrupted()).as("flag kept").isTrue();
			}
		}
		return sequence;
	}

	@Test
	public void anInterruptedThreadMayAppendWhereNothingBlocks() throws Exception {
		Thread.currentThread().interrupt();
		try {
			AsyncAppender appender = open();
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
			assertThat(appender.append(Records.record(0, 0, 100))).isEqualTo(100);
			assertThat(Thread.interrupted()).isTrue();
			appender.flush(Duration.ofSeconds(30));
			assertThat(Records.read(this.file)).hasSize(1);
		}
		finally {
			Thread.interrupted();
		}
	}

	@Test
	public void anInterruptedThreadClosesNoFileOfOthers() throws Exception {
		AsyncAppender appender = open();
		for (int i = 0; i < 50; i++) {
			int n = i;
			Crew.start(() -> {
				Thread.currentThread().interrupt();
				long position = appender.append(Records.record(0, n, 100));
				assertThat(Thread.currentThread().isInterrupted()).isTrue();
				try {
					appender.sync();
				}
				catch (AppendInterruptedException ex) {
					assertThat(Thread.currentThread().isInterrupted()).isTrue();
				}
				return position;
			}).join();
		}
		appender.flush();
		Records.requireAll(new long[] { 50 }, this.file);
	}

	@Test
	public void anInterruptedThreadMayOpen() throws Exception {
		Path path = this.directory.resolve("deep/er/file");
		AsyncAppender appender = Crew.start(() -> {
			Thread.currentThread().interrupt();
			AsyncAppender opened = this.factory.open("deep", path);
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
			return opened;
		}).join();
		appender.append(Records.record(0, 0, 100));
		appender.flush();
		assertThat(Records.read(path)).hasSize(1);
	}

}
