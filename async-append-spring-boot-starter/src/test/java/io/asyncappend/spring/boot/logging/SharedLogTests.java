package io.asyncappend.spring.boot.logging;

import java.io.IOException;

import ch.qos.logback.classic.LoggerContext;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.asyncappend.AsyncAppendFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The log where the loggers are shared, or set up again.
 */
@ExtendWith(OutputCaptureExtension.class)
class SharedLogTests extends LoggedApplications {

	@Test
	void startedAgain() throws IOException {
		run(Application.class).close();
		run(Application.class).close();
		assertThat(log()).filteredOn((line) -> line.contains("Starting LoggedApplications.Application ")).hasSize(2);
		assertThat(log()).filteredOn((line) -> line.contains("Appender 'audit' wrote")).hasSize(2);
	}

	@Test
	void twoAtOnceShareItAndTheLastClosesIt() throws IOException {
		ConfigurableApplicationContext first = run(Application.class);
		ConfigurableApplicationContext second = run(Application.class, "--async-append.appenders.audit.file=2.log");
		assertThat(second.getBean("app")).isSameAs(first.getBean("app"));
		first.close();
		LogFactory.getLog("test").error("between");
		assertThat(log()).anyMatch((line) -> line.endsWith("between"));
		second.close();
		assertThat(log()).filteredOn((line) -> line.contains("Started LoggedApplications.")).hasSize(2);
		assertThat(log()).filteredOn((line) -> line.contains("Appender 'app' wrote")).hasSize(1);
		requireClosed();
	}

	@Test
	void aSecondThatWantsAnotherIsTold(CapturedOutput output) throws IOException {
		run(Application.class);
		ConfigurableApplicationContext second = run(Application.class, "--async-append.appenders.audit.file=2.log",
				"--async-append.appenders.mine.file=mine.log", "--async-append.logging.appender=mine");
		assertThat(output).contains("async-append.logging.appender=mine has no effect");
		LogFactory.getLog("test").error("both");
		assertThat(log()).filteredOn((line) -> line.endsWith("both")).hasSize(1);
		assertThat(second.containsBean("mine")).isTrue();
	}

	@Test
	void aSecondThatMeansAnotherFileIsTold(CapturedOutput output) throws IOException {
		run(Application.class);
		run(Application.class, "--async-append.appenders.audit.file=2.log", "--async-append.appenders.app.file=b.log");
		assertThat(output).containsPattern("WARN .*The log of this JVM goes on in the file that "
				+ "async-append.logging.appender=app stood for when it was opened, not in .*b.log");
		assertThat(log()).filteredOn((line) -> line.contains("Started")).hasSize(2);
		assertThat(this.directory.resolve("b.log")).doesNotExist();
	}

	@Test
	void anotherThatSetsUpTheLoggersAnewTakesNothingAway() throws IOException {
		run(Application.class);
		assertThatThrownBy(() -> run(Failing.class, "--async-append.appenders.audit.file=2.log"))
			.isInstanceOf(RuntimeException.class);
		run(Application.class, "--async-append.logging.appender=", "--async-append.appenders.app.file=other.log",
				"--async-append.appenders.audit.file=3.log");
		LogFactory.getLog("test").error("still here");
		assertThat(log()).filteredOn((line) -> line.endsWith("still here")).hasSize(1);
	}

	@Test
	void parentAndChild() throws IOException {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(Plain.class).web(WebApplicationType.NONE);
		ConfigurableApplicationContext child = builder.child(Application.class)
			.web(WebApplicationType.NONE)
			.run(arguments());
		assertThat(child.getBean(AsyncAppendFactory.class).find("app")).isPresent();
		child.close();
		((ConfigurableApplicationContext) child.getParent()).close();
		assertThat(log()).filteredOn((line) -> line.contains(": Starting ")).hasSize(1);
		requireClosed();
	}

	@Test
	void aResetOfTheLoggers() throws IOException {
		run(Application.class);
		for (int i = 0; i < 3; i++) {
			((LoggerContext) LoggerFactory.getILoggerFactory()).reset();
			LogFactory.getLog("test").error("after reset " + i);
		}
		assertThat(log()).filteredOn((line) -> line.contains("after reset")).hasSize(3);
	}

}
