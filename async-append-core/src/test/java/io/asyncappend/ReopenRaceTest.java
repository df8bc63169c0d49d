package io.asyncappend;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void noFileIsLeftUnforced(boolean enabled) throws Exception {
		this.factory.close();
		this.factory = AsyncAppendFactory.builder().enabled(enabled).build();
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
