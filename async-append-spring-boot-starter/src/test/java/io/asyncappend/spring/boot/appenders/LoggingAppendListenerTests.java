package io.asyncappend.spring.boot.appenders;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FileLoss;
import io.asyncappend.LogStatus;
import io.asyncappend.spring.boot.testing.ScriptedChannel;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class LoggingAppendListenerTests {

	private static final UUID ID = UUID.fromString("0191d2a4-6b1f-4c3e-8a77-1f2e3d4c5b6a");

	private final AsyncAppendFactory factory = AsyncAppendFactory.create();

	private final AsyncAppender appender = this.factory.create("app", ScriptedChannel.failingWrites());

	private final LoggingAppendListener listener = new LoggingAppendListener();

	@AfterEach
	void close() {
		this.factory.close();
	}

	@Test
	void oneByteIsLoggedInTheSingular(CapturedOutput output) {
		this.listener.onTornTail(this.appender, 1);
		this.listener.onFileLost(this.appender, new FileLoss(FileLoss.Kind.TRUNCATED, 1, Optional.empty()));
		assertThat(output).contains("Appender 'app' found 1 byte of a record that was cut")
			.contains("truncated by others, with 1 byte\n");
	}

	@Test
	void severalBytesAreLoggedInThePlural(CapturedOutput output) {
		this.listener.onTornTail(this.appender, 2);
		this.listener.onFileLost(this.appender, new FileLoss(FileLoss.Kind.DELETED, 0, Optional.empty()));
		assertThat(output).contains("Appender 'app' found 2 bytes of a record that was cut")
			.contains("deleted by others, with 0 bytes\n");
	}

	@Test
	void aLogThatBeginsIsLoggedWithItsIdentity(CapturedOutput output) {
		LogStatus log = LogStatus.opened(ID, LogStatus.Origin.NEW, "", 7, 1);
		this.listener.onLogBegan(this.appender, log);
		assertThat(output).contains("INFO").contains("Appender 'app' begins log " + ID + " at position 7\n");
	}

	@Test
	void aLogThatBeginsWithANewFileIsNotLogged(CapturedOutput output) {
		this.listener.onLogBegan(this.appender, LogStatus.opened(ID, LogStatus.Origin.NEW, "", 0, 0));
		assertThat(output).doesNotContain(ID.toString());
	}

	@Test
	void aLogThatIsNotAsItWasLeftIsAWarning(CapturedOutput output) {
		this.listener.onLogBegan(this.appender, LogStatus.opened(ID, LogStatus.Origin.CONTINUED, "found", 7, 1));
		this.listener.onLogBegan(this.appender, LogStatus.opened(ID, LogStatus.Origin.RENEWED, "a copy", 8, 1));
		assertThat(output).contains("WARN")
			.contains("Appender 'app' goes on with log " + ID + " at position 7: found\n")
			.contains("Appender 'app' begins another log, log " + ID + " at position 8: a copy; positions of before");
	}

	@Test
	void positionsThatCannotBeKeptAreAWarning(CapturedOutput output) {
		this.listener.onLogFailed(this.appender, new IOException("disk full"));
		assertThat(output).contains("WARN")
			.contains("Appender 'app' has no log, so positions count from the opening: java.io.IOException: disk full");
	}

}
