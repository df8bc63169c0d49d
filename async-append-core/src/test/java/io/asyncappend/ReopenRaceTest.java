package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.support.Crew;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However appends, syncs and reopens meet, no file is left with bytes that are not
 * forced.
 */
class ReopenRaceTest extends Faulty {

	private final AtomicInteger generation = new AtomicInteger();

	private final AtomicInteger leftUnforced = new AtomicInteger();

	/** One file after another; each notices when it is left unforced. */
	private final class Generation extends FaultyFile {

		private int unforced;

		private final int number;

		Generation(int number) {
			this.number = number;
		}

		@Override
		public void write(ByteBuffer bytes) {
			this.unforced += bytes.remaining();
			bytes.position(bytes.limit());
		}

		@Override
		public void force() {
			this.unforced = 0;
		}

		@Override
		public Generation reopen() {
			ReopenRaceTest.this.generation.set(this.number + 1);
			return new Generation(this.number + 1);
		}

		@Override
		public Optional<Path> path() {
			return Optional.of(Path.of("generation"));
		}

		@Override
		public void close() {
			if (this.unforced > 0) {
				ReopenRaceTest.this.leftUnforced.incrementAndGet();
			}
		}

	}

	/** A file with a successor, to be asked for during a force. */
	private static final class First extends FaultyFile {

		private final FaultyFile second = new FaultyFile();

		@Override
		public FaultyFile reopen() {
			return this.second;
		}

		@Override
		public Optional<Path> path() {
			return Optional.of(Path.of("first"));
		}

	}

	@Test
	void whatWasAppendedBeforeAReopenIsInTheOldFileDuringABatch() throws Exception {
		First first = new First();
		AsyncAppender appender = this.factory.open("first", first, smallest().build());
		first.stallForces();
		appender.append(bytes(10));
		Crew.Member<Void> syncer = Crew.run(appender::sync);
		await().until(() -> first.stalled.get() == 1);
		appender.append(bytes(20));
		Crew.Member<Void> reopener = Crew.run(appender::reopen);
		await().until(reopener::isWaiting);
		first.releaseForces();
		reopener.join();
		syncer.join();
		assertThat(first.size()).isEqualTo(30);
		assertThat(first.forced()).isEqualTo(30);
		appender.append(bytes(5));
		appender.flush();
		assertThat(first.second.size()).isEqualTo(5);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void noFileIsLeftUnforced(boolean enabled) throws Exception {
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().enabled(enabled).build();
		AsyncAppender appender = this.factory.open("generations", new Generation(0), smallest().build());
		AtomicBoolean ended = new AtomicBoolean();
		try (Crew crew = new Crew()) {
			for (int i = 0; i < 3; i++) {
				crew.addWork(() -> {
					while (!ended.get()) {
						appender.append(new byte[100]);
					}
				});
			}
			crew.addWork(() -> {
				for (int i = 0; i < 20_000; i++) {
					appender.reopen();
				}
				ended.set(true);
			});
			crew.join();
		}
		appender.sync();
		assertThat(this.generation.get()).isEqualTo(20_000);
		assertThat(this.leftUnforced).hasValue(0);
	}

}
