package io.asyncappend.spring.boot.appenders;

import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FileLoss;
import io.asyncappend.spring.boot.testing.ScriptedChannel;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class LoggingAppendListenerTests {

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

}
