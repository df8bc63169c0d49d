package io.asyncappend.spring.boot.appenders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;
import io.asyncappend.spring.boot.testing.EnvironmentVariables;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Files that are confined to the directory.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
class ConfinementTests {

	@TempDir
	Path parent;

	private Path directory;

	private Path outside;

	@BeforeEach
	void createDirectories() throws IOException {
		this.directory = Files.createDirectory(this.parent.resolve("data"));
		this.outside = Files.createDirectory(this.parent.resolve("outside"));
	}

	private ApplicationContextRunner runner(String file) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory, "async-append.confine-to-directory=true")
			.withInitializer(new EnvironmentVariables(Map.of("ASYNCAPPEND_APPENDERS_AUDIT_FILE", file)));
	}

	private void assertRefused(String file, String reason) throws IOException {
		runner(file).run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(InvalidPropertyException.class)
			.hasMessageStartingWith("async-append.appenders.audit.file=")
			.hasMessageContaining(reason));
		assertThat(this.outside).isEmptyDirectory();
	}

	private void assertOpens(String file) {
		runner(file).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(AsyncAppendFactory.class).appenders()).hasSize(1);
		});
	}

	@Test
	void anAbsolutePathIsRefused() throws IOException {
		assertRefused(this.outside.resolve("a.log").toString(), "(async-append.confine-to-directory): it is absolute");
		assertRefused(this.directory.resolve("a.log").toString(), "it is absolute");
	}

	@Test
	void aPathThatLeadsOutIsRefused() throws IOException {
		assertRefused("../outside/a.log", "leads out of the directory");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.log", "sub/deep/a.log", "sub/../a.log", "./a.log" })
	void aRelativePathIsNot(String file) {
		assertOpens(file);
	}

	@Test
	void aDirectoryThatIsCreatedIsFine() {
		this.directory = this.parent.resolve("new");
		assertOpens("a.log");
	}

	@Test
	void theDirectoryItselfMayBeALink() throws IOException {
		Path link = Files.createSymbolicLink(this.parent.resolve("link"), this.directory);
		this.directory = link;
		assertOpens("sub/a.log");
	}

	@Test
	void aLinkToAFileElsewhereIsRefused() throws IOException {
		Path target = Files.writeString(this.parent.resolve("target"), "precious\n");
		Files.createSymbolicLink(this.directory.resolve("a.log"), target);
		assertRefused("a.log", "is a link that leads out of it");
		assertThat(target).hasContent("precious\n");
	}

	@Test
	void aLinkThatDanglesIsRefused() throws IOException {
		Files.createSymbolicLink(this.directory.resolve("a.log"), this.outside.resolve("none"));
		assertRefused("a.log", "is a link to " + this.outside.resolve("none"));
	}

	@Test
	void aDirectoryOnTheWayThatIsALinkIsRefused() throws IOException {
		Files.createSymbolicLink(this.directory.resolve("sub"), this.outside);
		assertRefused("sub/a.log", "is a link that leads out of it");
		assertRefused("sub/deep/a.log", "is a link that leads out of it");
	}

	@Test
	void aLinkThatStaysInsideIsNot() throws IOException {
		Files.createDirectory(this.directory.resolve("real"));
		Files.createSymbolicLink(this.directory.resolve("sub"), Path.of("real"));
		assertOpens("sub/a.log");
	}

	@Test
	void aHardLinkToAFileElsewhereIsRefused() throws IOException {
		Path target = Files.writeString(this.parent.resolve("target"), "precious\n");
		Files.createLink(this.directory.resolve("a.log"), target);
		assertRefused("a.log", "has another name (a hard link) elsewhere");
		assertThat(target).hasContent("precious\n");
	}

	@Test
	void aSecondNameBesideItIsNot() throws IOException {
		Path file = Files.writeString(this.directory.resolve("a.log"), "line\n");
		Files.createLink(this.directory.resolve("a.log-2026-11-28.1"), file);
		assertOpens("a.log");
	}

	@Test
	void theNameOfALinkIsEscaped() throws IOException {
		Files.createSymbolicLink(this.directory.resolve("a.log"), Path.of("x\nERROR forged \u001b[2J"));
		assertRefused("a.log", "is a link to x\\u000aERROR forged \\u001b[2J, which is not there");
	}

	@Test
	void withoutTheOptionAnAbsolutePathIsFine() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory,
					"async-append.appenders.audit.file=" + this.outside.resolve("a.log"))
			.run((context) -> assertThat(this.outside.resolve("a.log")).exists());
	}

	@Test
	void aLinkThatTheParentContextHasOpenIsRefused() throws IOException {
		Path target = Files.createFile(this.parent.resolve("target"));
		Files.createSymbolicLink(this.directory.resolve("a.log"), target);
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory, "async-append.appenders.audit.file=a.log")
			.run((context) -> runner("a.log").withParent(context)
				.run((child) -> assertThat(child).getFailure()
					.rootCause()
					.isInstanceOf(InvalidPropertyException.class)
					.hasMessageContaining("is a link that leads out of it")));
	}

}
