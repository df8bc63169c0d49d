package io.asyncappend.spring.boot.diagnostics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.testing.ChildJvm;
import io.asyncappend.spring.boot.testing.EnvironmentVariables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Each with a real application, whose output is what a user reads.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTests {

	private static final String TAKEN = "Close the appender, or stop the other process, that has it open; or name another"
			+ " file; or let processes append to it together, with async-append.appenders.audit.shared=true in each.";

	@TempDir
	Path directory;

	private Class<?> application = Application.class;

	private Map<String, Object> variables = Map.of();

	private void assertFailure(CapturedOutput output, String property, String value, String reason, String advice,
			String... arguments) {
		SpringApplication application = new SpringApplication(this.application);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(Map.of("async-append.directory", this.directory.toString()));
		application.addInitializers(new EnvironmentVariables(this.variables));
		assertThatThrownBy(() -> application.run(arguments).close()).isInstanceOf(RuntimeException.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "    Property: " + property + "\n",
				"    Value: \"" + value + "\"\n", reason);
		assertThat(output.toString().replaceAll("\\s+", " ")).contains("Action: " + advice);
	}

	@Test
	void zeroBuffer(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.buffer-size", "0",
				"Reason: is not from 1024 to 1073741824 bytes", "Write a size from 1KB to 1GB, such as 1MB.",
				"--async-append.appenders.audit.buffer-size=0");
		assertThat(output).contains("Origin: \"async-append.appenders.audit.buffer-size\" from property source \"");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void tooLargeBufferInTheDefaults(CapturedOutput output) {
		assertFailure(output, "async-append.defaults.buffer-size", "2GB",
				"Reason: is not from 1024 to 1073741824 bytes", "Write a size from 1KB to 1GB, such as 1MB.",
				"--async-append.defaults.buffer-size=2GB", "--async-append.appenders.audit.sync=1s");
	}

	@Test
	void aValueInsteadOfAnAppender(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit", "audit.log",
				"Reason: is a value where the settings of an appender belong",
				"Write the settings of the appender below its name, such as async-append.appenders.audit.file.",
				"--async-append.appenders.audit=audit.log");
	}

	@Test
	void bufferThatIsNoSize(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.buffer-size", "plenty",
				"Reason: 'plenty' does not match data size pattern", "Write a size from 1KB to 1GB, such as 1MB.",
				"--async-append.appenders.audit.buffer-size=plenty");
	}

	@Test
	void unknownBackpressure(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.backpressure", "wait",
				"Reason: is none of the known values", "Write block, fail or drop.",
				"--async-append.appenders.audit.backpressure=wait");
	}

	@Test
	void unknownBackpressureByAnEnvironmentVariable(CapturedOutput output) {
		this.variables = Map.of("ASYNCAPPEND_APPENDERS_BILLINGEVENTS_BACKPRESSURE", "wait");
		assertFailure(output, "async-append.appenders.billingevents.backpressure", "wait",
				"Reason: is none of the known values", "Write block, fail or drop.",
				"--async-append.appenders.billing-events.backpressure=drop");
		assertThat(output).contains("Origin: \"ASYNCAPPEND_APPENDERS_BILLINGEVENTS_BACKPRESSURE\"");
	}

	@Test
	void bufferThatIsNoSizeByAnEnvironmentVariable(CapturedOutput output) {
		this.variables = Map.of("ASYNCAPPEND_APPENDERS_AUDIT_BUFFERSIZE", "plenty");
		assertFailure(output, "async-append.appenders.audit.buffer-size", "plenty",
				"Reason: 'plenty' does not match data size pattern", "Write a size from 1KB to 1GB, such as 1MB.");
	}

	@Test
	void backpressureTimeoutWithoutWaiting(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.backpressure-timeout", "1s",
				"Reason: has no meaning with backpressure 'drop', which does not wait",
				"Remove the property, or set backpressure to block.",
				"--async-append.appenders.audit.backpressure=drop",
				"--async-append.appenders.audit.backpressure-timeout=1s");
	}

	@Test
	void unknownSyncPolicy(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.sync", "sometimes",
				"Reason: is neither a known policy nor a duration",
				"Write on-demand, every-batch, or a duration with its unit, such as 1s.",
				"--async-append.appenders.audit.sync=sometimes");
	}

	@Test
	void syncIntervalWithoutUnit(CapturedOutput output) {
		assertFailure(output, "async-append.defaults.sync", "1", "Reason: is a number without a unit",
				"Write on-demand, every-batch, or a duration with its unit, such as 1s.",
				"--async-append.defaults.sync=1", "--async-append.appenders.audit.file=audit.log");
	}

	@Test
	void syncIntervalOfZero(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.sync", "0s", "Reason: is not a positive duration",
				"Write on-demand, every-batch, or a duration with its unit, such as 1s.",
				"--async-append.appenders.audit.sync=0s");
	}

	@Test
	void negativeWriteRetry(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.write-retry", "-1s", "Reason: is negative",
				"Write a duration such as 30s, or 0s for no retry.", "--async-append.appenders.audit.write-retry=-1s");
	}

	@Test
	void negativeShutdownTimeout(CapturedOutput output) {
		assertFailure(output, "async-append.shutdown-timeout", "-10s", "Reason: is negative",
				"Write a duration that is not negative, such as 10s.", "--async-append.shutdown-timeout=-10s");
	}

	@Test
	void negativeMinimumOfFreeSpace(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.min-free", "-1MB", "Reason: is negative",
				"Write a size such as 500MB, or 0 to keep nothing free.",
				"--async-append.appenders.audit.min-free=-1MB");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void namingOfArchivesThatCouldBeThoseOfAnotherFile(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.rotation.naming", "old.{index}",
				"Reason: will not do: the naming of archives 'old.{index}' has neither {name} nor",
				"Write a file name such as {name}-{time}.{index} or {base}-{time}.{index}{extension}.",
				"--async-append.appenders.audit.rotation.naming=old.{index}");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void unknownZoneInTheDefaults(CapturedOutput output) {
		assertFailure(output, "async-append.defaults.rotation.zone", "Mars/Olympus",
				"Reason: will not do: there is no time zone 'Mars/Olympus'",
				"Write a time zone such as Europe/Berlin or UTC, or system.",
				"--async-append.defaults.rotation.zone=Mars/Olympus", "--async-append.appenders.audit.sync=1s");
	}

	@Test
	void unknownPeriodByAnEnvironmentVariable(CapturedOutput output) {
		this.variables = Map.of("ASYNCAPPEND_APPENDERS_AUDIT_ROTATION_EVERY", "week");
		assertFailure(output, "async-append.appenders.audit.rotation.every", "week",
				"Reason: is none of the known values", "Write never, hour or day.");
	}

	@Test
	void negativeLimitsOfArchives(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.rotation.keep-files", "-1",
				"must not be negative but is -1", "Write a number that is not negative, or 0 to keep all.",
				"--async-append.appenders.audit.rotation.keep-files=-1");
	}

	@Test
	void aValueInsteadOfARotation(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.rotation", "daily",
				"Reason: is a value where several settings belong",
				"Write what is to be set below it, such as rotation.max-size.",
				"--async-append.appenders.audit.rotation=daily");
	}

	@Test
	void rotationOfASharedFile(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.shared", "true",
				"Reason: cannot be together with a rotation: other processes would go on writing into an archive",
				"Write false, or remove what is set below rotation for appender 'audit'.",
				"--async-append.appenders.audit.shared=true", "--async-append.appenders.audit.rotation.max-size=1MB");
	}

	@Test
	void unknownTornTail(CapturedOutput output) {
		assertFailure(output, "async-append.defaults.torn-tail", "repair", "Reason: is none of the known values",
				"Write leave, terminate or truncate.", "--async-append.defaults.torn-tail=repair");
	}

	@Test
	void recreateThatIsNeitherTrueNorFalse(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.recreate", "maybe", "Reason: ", "Write true or false.",
				"--async-append.appenders.audit.recreate=maybe");
	}

	@Test
	void anEmptyValueWhereThereMustBeOne(CapturedOutput output) {
		assertFailure(output, "async-append.defaults.recreate", "", "Reason: is empty\n", "Write true or false.",
				"--async-append.defaults.recreate=", "--async-append.appenders.audit.sync=1s");
	}

	@Test
	void permissionsInDigits(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.permissions", "0640",
				"Reason: is not a mode of nine letters", "Write the nine letters of the mode, such as rw-r-----.",
				"--async-append.appenders.audit.permissions=0640");
	}

	@Test
	void aPlaceholderThatNothingResolves(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.file", "${nowhere.to.be.found}.log",
				"Reason: has a placeholder that nothing resolves",
				"Name a file that this process may write, relative to async-append.directory or absolute.",
				"--async-append.appenders.audit.file=${nowhere.to.be.found}.log");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void fileThatLeavesTheDirectory(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.file", "logs/../../audit.log",
				"Reason: leads out of the directory " + this.directory + " (async-append.directory), to "
						+ this.directory.resolveSibling("audit.log"),
				"Write a path without '..' that stays in the directory, or the absolute path of the file.",
				"--async-append.appenders.audit.file=logs/../../audit.log");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void fileThatIsADirectory(CapturedOutput output) throws IOException {
		Files.createDirectory(this.directory.resolve("audit.log"));
		assertFailure(output, "async-append.appenders.audit.file", "audit.log",
				"Reason: " + this.directory.resolve("audit.log") + " is a directory, not a file",
				"Name a file that this process may write, relative to async-append.directory or absolute.",
				"--async-append.appenders.audit.sync=1s");
	}

	@Test
	void directoryThatIsAFile(CapturedOutput output) throws IOException {
		Path file = Files.createFile(this.directory.resolve("file"));
		assertFailure(output, "async-append.directory", file.toString(), "Reason: is a file, not a directory",
				"Name a directory that this process may create files in.", "--async-append.directory=" + file,
				"--async-append.appenders.audit.sync=1s");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void directoryThatCannotBeCreated(CapturedOutput output) {
		// In /proc not even root may create anything.
		assertFailure(output, "async-append.directory", "/proc/async-append", "Reason: cannot be created: ",
				"Name a directory that this process may create files in.",
				"--async-append.directory=/proc/async-append", "--async-append.appenders.audit.sync=1s");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void absoluteFileThatCannotBeCreated(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.audit.file", "/proc/audit.log",
				"Reason: cannot be opened for appending: ",
				"Name a file that this process may write, relative to async-append.directory or absolute.",
				"--async-append.appenders.audit.file=/proc/audit.log");
	}

	@Test
	void twoAppendersOnOnePath(CapturedOutput output) {
		assertFailure(output, "async-append.appenders.b.file", "x/../same.log",
				"is the file of appender 'a' (async-append.appenders.a.file=same.log)",
				"Give each appender a file of its own, or remove one of the two.",
				"--async-append.appenders.a.file=same.log", "--async-append.appenders.b.file=x/../same.log");
	}

	@Test
	void twoAppendersOnOneFileThroughASymbolicLinkThatDangles(CapturedOutput output) throws IOException {
		Files.createSymbolicLink(this.directory.resolve("link.log"), this.directory.resolve("a.log"));
		assertFailure(output, "async-append.appenders.b.file", "link.log", "is the file of appender 'a'",
				"Give each appender a file of its own, or remove one of the two.",
				"--async-append.appenders.a.file=a.log", "--async-append.appenders.b.file=link.log");
	}

	@Test
	void twoAppendersOnOneFileThroughAHardLink(CapturedOutput output) throws IOException {
		Path file = Files.createFile(this.directory.resolve("a.log"));
		Files.createLink(this.directory.resolve("hard.log"), file);
		assertFailure(output, "async-append.appenders.b.file", "hard.log", "is the file of appender 'a'",
				"Give each appender a file of its own, or remove one of the two.",
				"--async-append.appenders.a.file=a.log", "--async-append.appenders.b.file=hard.log");
	}

	@Test
	void twoAppendersOnOneFileThroughALinkedDirectory(CapturedOutput output) throws IOException {
		Path real = Files.createDirectory(this.directory.resolve("real"));
		Files.createSymbolicLink(this.directory.resolve("linked"), real);
		assertFailure(output, "async-append.appenders.b.file", "linked/a.log", "is the file of appender 'a'",
				"Give each appender a file of its own, or remove one of the two.",
				"--async-append.appenders.a.file=real/a.log", "--async-append.appenders.b.file=linked/a.log");
	}

	@Test
	void fileThatAnotherAppenderHasOpen(CapturedOutput output) {
		try (AsyncAppendFactory other = AsyncAppendFactory.create()) {
			other.open("other", this.directory.resolve("audit.log"), AppenderOptions.defaults());
			assertFailure(output, "async-append.appenders.audit.file", "audit.log",
					"Reason: is taken: " + this.directory.resolve("audit.log"), TAKEN,
					"--async-append.appenders.audit.sync=1s");
		}
	}

	@Test
	void fileThatAnotherProcessHasOpen(CapturedOutput output) throws IOException {
		try (ChildJvm other = ChildJvm.start(OtherProcess.class, this.directory.resolve("audit.log").toString())) {
			other.readUntil("open");
			assertFailure(output, "async-append.appenders.audit.file", "audit.log", "another process appends to it",
					TAKEN, "--async-append.appenders.audit.sync=1s");
		}
	}

	@Test
	void fileOfTheLogThatAnotherProcessHasOpen(CapturedOutput output) throws IOException {
		try (ChildJvm other = ChildJvm.start(OtherProcess.class, this.directory.resolve("audit.log").toString())) {
			other.readUntil("open");
			assertFailure(output, "async-append.appenders.audit.file", "audit.log", "another process appends to it",
					TAKEN, "--async-append.appenders.audit.sync=1s", "--async-append.logging.appender=audit");
		}
	}

	@Test
	void appenderNamedLikeABeanOfAnotherKind(CapturedOutput output) {
		this.application = OtherBean.class;
		assertFailure(output, "async-append.appenders.audit", "audit",
				"Reason: is the name of a bean that is no appender but a java.lang.StringBuilder",
				"Give the appender or the bean another name.", "--async-append.appenders.audit.sync=1s");
	}

	@Test
	void appenderNamedLikeALaterBean(CapturedOutput output) {
		this.application = LaterBean.class;
		assertFailure(output, "async-append.appenders.audit", "audit",
				"Reason: is the name of another bean, defined in class path resource [",
				"Give the appender or the bean another name. Or set async-append.bean-name-prefix, for instance to"
						+ " 'appender-': the bean of the appender is then 'appender-audit', and @Qualifier(\"audit\")"
						+ " still finds it.",
				"--async-append.appenders.audit.sync=1s");
	}

	@Test
	void nameThatIsNoName(CapturedOutput output) {
		assertFailure(output, "async-append.appenders[a/b]", "a/b", "Reason: is not the name of an appender: ",
				"Give the appender another name.", "--async-append.appenders[a/b].file=ab.log");
	}

	/** Has a file open until it is ended. */
	static class OtherProcess {

		public static void main(String[] arguments) throws IOException {
			try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
				factory.open("other", Path.of(arguments[0]));
				System.out.println("open");
				System.in.read();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class OtherBean {

		@Bean
		StringBuilder audit() {
			return new StringBuilder();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AsyncAppendAutoConfiguration.class, Later.class })
	static class LaterBean {

	}

	@AutoConfiguration(after = AsyncAppendAutoConfiguration.class)
	static class Later {

		@Bean
		StringBuilder audit() {
			return new StringBuilder();
		}

	}

}
