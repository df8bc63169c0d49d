package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.support.Crew;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How old what is on its way is while the disk does not do as it should. */
class BacklogTest extends Faulty {

	private static void untilOlder(AsyncAppender appender, AppenderStatus.Age than) {
		await().until(() -> appender.status().age().unwritten().compareTo(than.unwritten()) > 0
				&& appender.status().age().undurable().compareTo(than.undurable()) > 0);
	}

	@Test
	void aRecordGrowsOlderWhileTheDiskHangs() {
		AsyncAppender appender = open(AppenderOptions.builder());
		long start = System.nanoTime();
		stallWith(appender, 10);
		long stalled = System.nanoTime();
		AppenderStatus.Age first = appender.status().age();
		untilOlder(appender, first);
		// A record that comes later does not make the oldest one younger.
		appender.append(bytes(10));
		Duration since = since(stalled);
		AppenderStatus.Age age = appender.status().age();
		assertThat(age.unwritten()).isBetween(since, since(start));
		assertThat(age.undurable()).isEqualTo(age.unwritten());
		this.file.releaseWrites();
		appender.sync();
		assertThat(appender.status().age()).isEqualTo(AppenderStatus.Age.ZERO);
	}

	@Test
	void aRecordGrowsOlderWhileTheForceHangs() throws Exception {
		AsyncAppender appender = open(AppenderOptions.builder());
		this.file.stallForces();
		long start = System.nanoTime();
		appender.append(bytes(10));
		Crew.Member<?> syncing = Crew.run(appender::sync);
		untilStalled();
		long stalled = System.nanoTime();
		assertThat(appender.status().age().unwritten()).isZero();
		appender.append(bytes(10));
		AppenderStatus.Age first = appender.status().age();
		untilOlder(appender, first);
		Duration since = since(stalled);
		AppenderStatus.Age age = appender.status().age();
		assertThat(age.undurable()).isBetween(since, since(start));
		assertThat(age.unwritten()).as("seen by the status").isLessThan(age.undurable()).isPositive();
		this.file.releaseForces();
		syncing.join();
	}

	@Test
	void aRecordGrowsOlderWhileTheDiskIsFull() {
		AsyncAppender appender = open(AppenderOptions.builder());
		this.file.writeFault = (n) -> new IOException(FaultyFile.NO_SPACE);
		appender.append(bytes(10));
		await().until(() -> appender.status().state() == AppenderStatus.State.DEGRADED);
		untilOlder(appender, appender.status().age());
		this.file.writeFault = (n) -> null;
		appender.sync();
		assertThat(appender.status().age()).isEqualTo(AppenderStatus.Age.ZERO);
	}

	@Test
	void whatAFailedAppenderHasNotWrittenGrowsOlder() {
		AsyncAppender appender = open(AppenderOptions.builder());
		this.file.writeFault = (n) -> new IOException("Input/output error");
		appender.append(bytes(10));
		assertThatThrownBy(appender::flush).isInstanceOf(AppenderFailedException.class);
		untilOlder(appender, appender.status().age());
	}

	@Test
	void aRecordThatIsWrittenInPartIsNeitherWrittenNorDurable() {
		AsyncAppender appender = open(AppenderOptions.builder().sync(SyncPolicy.everyBatch()));
		appender.append(bytes(10));
		await().until(() -> appender.status().positions().durable() == 10);
		this.file.bytesBeforeFault = 4;
		this.file.writeFault = (n) -> {
			this.file.writeFault = (next) -> {
				this.file.bytesBeforeFault = 0;
				return new IOException(FaultyFile.NO_SPACE);
			};
			return new IOException(FaultyFile.NO_SPACE);
		};
		appender.append(bytes(10));
		await().until(() -> appender.status().positions().durable() == 14);
		assertThat(appender.status().records()).isEqualTo(new AppenderStatus.Records(2, 1, 1));
		assertThat(appender.status().age().unwritten()).isPositive();
		this.file.writeFault = (n) -> null;
		await().until(() -> appender.status().positions().durable() == 20);
		assertThat(appender.status().records()).isEqualTo(new AppenderStatus.Records(2, 2, 2));
		assertThat(appender.status().age()).isEqualTo(AppenderStatus.Age.ZERO);
	}

}
