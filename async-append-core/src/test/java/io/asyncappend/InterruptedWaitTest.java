package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.support.Crew;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever waits can be interrupted, keeps the flag, and has changed nothing. */
class InterruptedWaitTest extends Faulty {

	private static boolean interrupted(Crew.Work work) throws Exception {
		Crew.Member<Boolean> member = Crew.start(() -> {
			try {
				work.run();
			}
			catch (AppendInterruptedException ex) {
				return Thread.currentThread().isInterrupted();
			}
			return false;
		});
		await().until(member::isWaiting);
		member.thread().interrupt();
		return member.join();
	}

	@Test
	void anAppendThatWaitsForRoomIsNotInTheFile() throws Exception {
		AsyncAppender appender = open(smallest());
		stallWith(appender, SMALLEST);
		assertThat(interrupted(() -> appender.append(bytes(1)))).isTrue();
		assertThat(interrupted(() -> appender.appendDurably(bytes(1)))).isTrue();
		assertThat(this.recorder.blocked).hasValue(2);
		this.file.releaseWrites();
		appender.close();
		assertThat(this.file.size()).isEqualTo(SMALLEST);
	}

	@Test
	void flushSyncAndCloseEndAndTheFileGoesOn() throws Exception {
		AsyncAppender appender = open(smallest());
		stallWith(appender, 10);
		assertThat(interrupted(appender::flush)).isTrue();
		assertThat(interrupted(appender::sync)).isTrue();
		assertThat(interrupted(appender::close)).isTrue();
		this.file.releaseWrites();
		await().until(() -> this.file.closes.get() == 1);
		assertThat(this.file.size()).isEqualTo(10);
		assertThat(this.file.forced()).as("somebody had asked for it").isEqualTo(10);
	}

}
