package io.asyncappend.spring.boot.diagnostics;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAccessLogAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAuditAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.testing.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The advice for a wrong configuration of the access log or the audit trail.
 */
@ExtendWith(OutputCaptureExtension.class)
class AdapterFailureAnalysisTests {

	@TempDir
	Path directory;

	private void assertFailure(CapturedOutput output, String property, String value, String reason, String advice,
			String... arguments) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(Map.of("async-append.directory", this.directory.toString()));
		assertThatThrownBy(() -> application.run(arguments).close()).isInstanceOf(RuntimeException.class);
		assertAnalysis(output, property, value, reason, advice);
		assertThat(this.directory).isEmptyDirectory();
	}

	private static void assertAnalysis(CapturedOutput output, String property, String value, String reason,
			String advice) {
		assertThat(output).contains("APPLICATION FAILED TO START", "    Property: " + property + "\n",
				"    Value: \"" + value + "\"\n", "    Reason: " + reason + "\n");
		assertThat(output.toString().replaceAll("\\s+", " ")).contains("Action: " + advice);
	}

	@Test
	void anAccessLogForAnAppenderThatIsNotThere(CapturedOutput output) {
		assertFailure(output, "async-append.access-log.appender", "acess",
				"is not the name of an entry of async-append.appenders; there are 'access', 'audit'",
				"Name one of them, or add the entry, for instance async-append.appenders.acess.file=acess.log.",
				"--async-append.access-log.appender=acess", "--async-append.appenders.access.sync=1s",
				"--async-append.appenders.audit.sync=1s");
	}

	@Test
	void anAuditTrailWithoutAnyAppender(CapturedOutput output) {
		assertFailure(output, "async-append.audit.appender", "audit",
				"is not the name of an entry of async-append.appenders; there are none",
				"Name one of them, or add the entry, for instance async-append.appenders.audit.file=audit.log.",
				"--async-append.audit.appender=audit");
	}

	@Test
	void oneAppenderForBoth(CapturedOutput output) {
		assertFailure(output, "async-append.audit.appender", "log",
				"is the appender that async-append.access-log.appender names, too",
				"Give each of the two an appender of its own.", "--async-append.access-log.appender=log",
				"--async-append.audit.appender=log", "--async-append.appenders.log.sync=1s");
	}

	@Test
	void oneAppenderForTheLogAndTheAccessLog(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatThrownBy(() -> application
			.run("--async-append.directory=" + this.directory, "--async-append.logging.appender=log",
					"--async-append.access-log.appender=log", "--async-append.appenders.log.sync=1s")
			.close()).isInstanceOf(RuntimeException.class);
		assertAnalysis(output, "async-append.access-log.appender", "log",
				"is the appender that async-append.logging.appender names, too",
				"Give each of the two an appender of its own.");
	}

	@Test
	void anUnknownDirective(CapturedOutput output) {
		assertFailure(output, "async-append.access-log.pattern", "%h %Z",
				"has the unknown directive '%Z' at character 4",
				"Write common, combined, or text with the directives %a %A ",
				"--async-append.access-log.appender=access", "--async-append.access-log.pattern=%h %Z",
				"--async-append.appenders.access.sync=1s");
	}

	@Test
	void anUnknownPolicy(CapturedOutput output) {
		assertFailure(output, "async-append.audit.on-failure", "ignore", "is none of the known values",
				"Write fail or log.", "--async-append.audit.appender=audit", "--async-append.audit.on-failure=ignore",
				"--async-append.appenders.audit.sync=1s");
	}

	@Test
	void noTimeAtAll(CapturedOutput output) {
		assertFailure(output, "async-append.audit.timeout", "0s", "is not positive",
				"Write a positive duration such as 10s.", "--async-append.audit.appender=audit",
				"--async-append.audit.timeout=0s", "--async-append.appenders.audit.sync=1s");
	}

	@Test
	void noEventsAtAll(CapturedOutput output) {
		assertFailure(output, "async-append.audit.find-limit", "0", "is not positive",
				"Write a positive number such as 10000.", "--async-append.audit.appender=audit",
				"--async-append.audit.find-limit=0", "--async-append.appenders.audit.sync=1s");
	}

	@Test
	void eventLoopsThatWait(CapturedOutput output) {
		String[] arguments = Stream
			.of("access-log.appender=access", "appenders.access.backpressure=block", "directory=" + this.directory)
			.map("--async-append."::concat)
			.toArray(String[]::new);
		assertThatThrownBy(() -> TestServer.NETTY.run(WebApplication.class, arguments).close())
			.isInstanceOf(RuntimeException.class);
		assertAnalysis(output, "async-append.appenders.access.backpressure", "block",
				"would have the event loops of Netty wait for room, and all connections with them",
				"Remove the property or write drop, as this is the appender of the access log.");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AsyncAppendAutoConfiguration.class, AsyncAppendAccessLogAutoConfiguration.class,
			AsyncAppendAuditAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WebApplication {

	}

}
