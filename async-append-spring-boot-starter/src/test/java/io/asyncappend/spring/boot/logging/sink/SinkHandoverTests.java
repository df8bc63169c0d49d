package io.asyncappend.spring.boot.logging.sink;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderFailedException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.Backpressure;
import io.asyncappend.spring.boot.properties.AppenderDefinition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A log after another in the same file.
 */
@Timeout(60)
class SinkHandoverTests {

	@TempDir
	Path directory;

	private FileLog open() {
		FileLog log = new FileLog(AppenderDefinition.of("app", this.directory.resolve("app.log").toString(),
				AppenderOptions.builder().backpressure(Backpressure.block()).build()));
		log.sink().setFormat(new LogSink.Format() {

			@Override
			public byte[] dropped(long count) {
				return bytes("dropped " + count + "\n");
			}

			@Override
			public void failed(AppenderFailedException cause) {
				throw new AssertionError(cause);
			}

			@Override
			public void closed() {
				// Nothing holds the log here.
			}

		});
		return log;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void aThreadThatGoesOnLoggingNeitherFailsTheNextLogNorLosesALine() throws Exception {
		AtomicBoolean stop = new AtomicBoolean();
		AtomicLong logged = new AtomicLong();
		FileLog log = open();
		LogSink first = log.sink();
		Thread thread = new Thread(() -> {
			while (!stop.get()) {
				first.append(bytes("line\n"));
				logged.incrementAndGet();
			}
		});
		thread.start();
		try {
			for (int i = 0; i < 30; i++) {
				log.close();
				log = open();
			}
		}
		finally {
			stop.set(true);
			thread.join();
		}
		assertThat(first.unreported()).isZero();
		log.close();
		long accounted = 0;
		for (String line : Files.readAllLines(this.directory.resolve("app.log"))) {
			accounted += line.startsWith("dropped ") ? Long.parseLong(line.substring(8)) : 1;
		}
		assertThat(accounted).isEqualTo(logged.get());
	}

	@Test
	void aLateLineNeverKeepsTheNextLogFromItsFile() throws Exception {
		FileLog log = open();
		for (int i = 0; i < 30; i++) {
			LogSink closed = log.sink();
			log.close();
			Thread thread = new Thread(() -> {
				for (int line = 0; line < 50; line++) {
					closed.append(bytes("line\n"));
				}
			});
			thread.start();
			log = open();
			thread.join();
			assertThat(closed.unreported()).isZero();
		}
		log.close();
		assertThat(Files.readAllLines(this.directory.resolve("app.log"))).hasSize(30 * 50).containsOnly("line");
	}

	@Test
	void aLogThatIsOpenKeepsItsFile() throws Exception {
		FileLog log = open();
		assertThatExceptionOfType(AppendException.class).isThrownBy(this::open);
		log.close();
		log.sink().append(bytes("late\n"));
		assertThat(this.directory.resolve("app.log")).hasContent("late\n");
	}

}
