package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.support.Crew;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a close says is what became of the records, whenever it comes. */
class CloseOutcomeTest extends Faulty {

	@Test
	void aCloseThatMeetsATurnStillForcesUnderAnInterval() {
		AppenderOptions.Builder hourly = smallest().sync(SyncPolicy.every(Duration.ofHours(1)));
		for (int round = 0; round < 4000; round++) {
			AsyncAppender appender = this.factory.open("round-" + round, new FaultyFile(), hourly.build());
			appender.append(bytes(10));
			// Aims at the moment between the force that is not due yet and the close.
			while (appender.status().positions().written() < 10) {
				Thread.onSpinWait();
			}
			for (int spins = ThreadLocalRandom.current().nextInt(60); spins > 0; spins--) {
				Thread.onSpinWait();
			}
			appender.close();
			assertThat(appender.status().positions().durable()).as("round " + round).isEqualTo(10);
		}
	}

	@Test
	void aCloseThatFollowsAnInterruptedOneReportsWhatWasNotWritten() {
		AsyncAppender appender = open(smallest());
		this.file.writeFault = (n) -> new IOException("Input/output error");
		stallWith(appender, 10);
		Thread.currentThread().interrupt();
		assertThatThrownBy(appender::close).isInstanceOf(AppendInterruptedException.class);
		assertThat(Thread.interrupted()).isTrue();
		this.file.releaseWrites();
		assertThatThrownBy(appender::close).isInstanceOf(AppenderFailedException.class)
			.hasMessageContaining("1 accepted record (10 bytes) is not written");
		appender.close();
	}

	@Test
	void everyThreadInCloseReceivesItsFailure() throws Exception {
		AsyncAppender appender = open(smallest());
		this.file.writeFault = (n) -> new IOException("Input/output error");
		stallWith(appender, 10);
		Crew.Member<Void> one = Crew.run(appender::close);
		Crew.Member<Void> other = Crew.run(appender::close);
		await().until(() -> one.isWaiting() && other.isWaiting());
		this.file.releaseWrites();
		assertThat(one.failure()).isInstanceOf(AppenderFailedException.class);
		assertThat(other.failure()).isInstanceOf(AppenderFailedException.class);
	}

	@Test
	void anAppenderThatAListenerClosesInOnOpenFreesItsName() {
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().listener(new AppendListener() {
			@Override
			public void onOpen(AsyncAppender appender) {
				if (appender.options().bufferSize() == SMALLEST) {
					appender.close();
				}
			}
		}).build();
		assertThatThrownBy(() -> open(smallest())).isInstanceOf(AppenderClosedException.class)
			.hasMessageContaining("'faulty'");
		assertThat(this.factory.find("faulty")).isEmpty();
		assertThat(this.factory.appenders()).isEmpty();
		AsyncAppender next = this.factory.open("faulty", new FaultyFile(), AppenderOptions.defaults());
		assertThat(this.factory.find("faulty")).containsSame(next);
	}

}
