package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.support.Crew;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * On a full disk another file takes the place of one once the record that was begun is
 * whole, and whatever was accepted before that is in the old file.
 */
class FullDiskSwitchTest extends Faulty {

	@TempDir
	private Path directory;

	private volatile boolean full = true;

	/** A file that another one can follow by a rotation too. */
	private static final class Rotatable extends FaultyFile {

		final AtomicInteger archived = new AtomicInteger();

		@Override
		public boolean archive(Path name) {
			this.archived.incrementAndGet();
			return true;
		}

	}

	/** What lets another file take the place. */
	enum Switch {

		REOPEN(AsyncAppender::reopen), ROTATE(AsyncAppender::rotate);

		private final Consumer<AsyncAppender> call;

		Switch(Consumer<AsyncAppender> call) {
			this.call = call;
		}

	}

	@ParameterizedTest
	@EnumSource
	void noRecordIsInTwoFiles(Switch asked) throws Exception {
		Rotatable first = new Rotatable();
		Rotatable second = new Rotatable();
		first.next = second;
		first.named = true;
		first.archivable = this.directory.resolve("log");
		first.writeFault = (n) -> this.full ? new IOException(FaultyFile.NO_SPACE) : null;
		first.bytesBeforeFault = 3;
		AsyncAppender appender = this.factory.open("switched", first, smallest().build());
		appender.append(bytes(1000));
		appender.append(bytes(20));
		await().until(() -> appender.status().state() == AppenderStatus.State.DEGRADED);
		first.bytesBeforeFault = 0;
		Crew.Member<Void> asking = Crew.run(() -> asked.call.accept(appender));
		await().until(() -> asking.isWaiting() || first.reopens.get() > 0);
		int writes = first.writes.get();
		await().until(() -> first.writes.get() > writes + 2 || first.reopens.get() > 0);
		assertThat(first.reopens).hasValue(0);
		assertThat(first.archived).hasValue(0);
		this.full = false;
		asking.join();
		appender.append(bytes(5));
		appender.flush();
		assertThat(first.size()).isEqualTo(1020);
		assertThat(first.forced()).isEqualTo(1020);
		assertThat(second.size()).isEqualTo(5);
	}

}
