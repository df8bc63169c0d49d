package io.asyncappend.spring.boot.logging;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The log of an application that does not start.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailedStartTests extends LoggedApplications {

	@Test
	void aFailedStart(CapturedOutput output) throws IOException {
		assertThatThrownBy(() -> run(Failing.class)).isInstanceOf(RuntimeException.class);
		assertThat(log()).anyMatch((line) -> line.contains("Application run failed"))
			.anyMatch((line) -> line.contains("Appender 'audit' wrote"))
			.anyMatch((line) -> line.contains("no start today"));
		requireClosed();
	}

	@Test
	void aFailedStartThatIsAnalysed() throws IOException {
		assertThatThrownBy(() -> run(Application.class, "--async-append.appenders.audit.buffer-size=0"))
			.isInstanceOf(RuntimeException.class);
		assertThat(String.join("\n", log())).contains("APPLICATION FAILED TO START",
				"Property: async-append.appenders.audit.buffer-size");
		requireClosed();
	}

	@Test
	void aFailureBeforeThereIsAContext() throws IOException {
		SpringApplication starter = new SpringApplication(Application.class);
		starter.addInitializers((context) -> {
			throw new IllegalStateException("no context today");
		});
		assertThatThrownBy(() -> starter.run(arguments())).hasMessage("no context today");
		assertThat(String.join("\n", log())).contains("no context today");
		requireClosed();
	}

	@Test
	void aRunnerThatFails() throws IOException {
		assertThatThrownBy(() -> run(FailingRunner.class)).hasMessageContaining("ran into it");
		assertThat(String.join("\n", log())).contains("Started LoggedApplications.", "ran into it",
				"Appender 'audit' wrote 0 records", "Appender 'app' wrote");
		requireClosed();
	}

	@Test
	void anUnknownName(CapturedOutput output) {
		assertThatThrownBy(() -> run(Application.class, "--async-append.logging.appender=aap"))
			.isInstanceOf(RuntimeException.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "    Property: async-append.logging.appender\n",
				"    Value: \"aap\"\n", "Reason: is the name of no appender; those configured are app, audit");
		assertThat(output.toString().replaceAll("\\s+", " "))
			.contains("Action: Write the name of one, or configure it: async-append.appenders.aap.file.");
		assertThat(this.directory.resolve("app.log")).doesNotExist();
	}

	@Test
	void aNegativeTimeout(CapturedOutput output) {
		assertThatThrownBy(() -> run(Application.class, "--async-append.logging.flush-timeout=-1s"))
			.isInstanceOf(RuntimeException.class);
		assertThat(output).contains("Property: async-append.logging.flush-timeout\n", "Reason: is negative");
	}

	@Test
	void aLevelThatIsNone(CapturedOutput output) {
		assertThatThrownBy(() -> run(Application.class, "--async-append.logging.flush-on=loud"))
			.isInstanceOf(RuntimeException.class);
		assertThat(output).contains("Property: async-append.logging.flush-on\n", "is none of the known values");
	}

	@Test
	void aFileThatCannotBeOpened(CapturedOutput output) {
		assertThatThrownBy(() -> run(Application.class, "--async-append.appenders.app.file=" + this.directory))
			.isInstanceOf(RuntimeException.class);
		assertThat(output).contains("Property: async-append.appenders.app.file\n", "is a directory, not a file");
	}

}
