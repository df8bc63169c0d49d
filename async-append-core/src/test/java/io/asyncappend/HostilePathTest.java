package io.asyncappend;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Paths that are there to do harm: refused in time with a reason, and an appender that is
 * open does not notice.
 */
@Timeout(60)
class HostilePathTest {

	@TempDir
	private Path directory;

	private final AsyncAppendFactory factory = AsyncAppendFactory.create();

	private AsyncAppender bystander;

	@BeforeEach
	void openBystander() {
		this.bystander = this.factory.open("bystander", this.directory.resolve("bystander"));
		this.bystander.append("before,".getBytes());
	}

	@AfterEach
	void theBystanderLostNothing() {
		assertThat(this.factory.appenders()).contains(this.bystander);
		this.bystander.append("after".getBytes());
		this.factory.close();
		assertThat(this.directory.resolve("bystander")).hasContent("before,after");
	}

	private void refused(Path path, String reason) {
		assertThatThrownBy(() -> this.factory.open("hostile", path)).isInstanceOf(AppendException.class)
			.hasCauseInstanceOf(IOException.class)
			.hasMessageContaining("'hostile'")
			.hasMessageContaining(path.toString())
			.hasMessageContaining(reason);
		assertThat(this.factory.find("hostile")).isEmpty();
	}

	private void mkfifo(Path path) throws Exception {
		assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
	}

	@Test
	void aSocketIsRefused() throws Exception {
		Path path = this.directory.resolve("socket");
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(path));
			refused(path, "not a regular file");
		}
	}

	@Test
	void linksThatLeadInACircleAreRefused() throws Exception {
		Path first = this.directory.resolve("first");
		Path second = Files.createSymbolicLink(this.directory.resolve("second"), first);
		refused(Files.createSymbolicLink(first, second), "symbolic link");
		refused(first.resolve("child"), "");
	}

	@Test
	void aLinkToADeviceOrAFifoIsRefused() throws Exception {
		refused(Files.createSymbolicLink(this.directory.resolve("null"), Path.of("/dev/null")), "not a regular file");
		Path fifo = this.directory.resolve("fifo");
		mkfifo(fifo);
		refused(Files.createSymbolicLink(this.directory.resolve("pipe"), fifo), "not a regular file");
	}

	@Test
	void aNameOrAPathThatIsTooLongIsRefused() {
		refused(this.directory.resolve("n".repeat(256)), "too long");
		refused(this.directory.resolve(("d".repeat(200) + "/").repeat(30) + "file"), "too long");
	}

	@Test
	void theEmptyPathIsRefused() {
		refused(Path.of(""), "is a directory");
	}

	@Test
	void aPathWithNulNeverReachesTheFactory() {
		assertThatThrownBy(() -> Path.of("a\0b")).isInstanceOf(InvalidPathException.class);
	}

	@Test
	void aFileInAnArchiveIsRefused() throws Exception {
		Path archive = this.directory.resolve("archive.zip");
		try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
			refused(zip.getPath("/file"), "not a file of the default file system");
		}
	}

	@Test
	void controlCharactersInAPathAreAFileAsAnyOther() throws Exception {
		Path file = this.directory.resolve("a\tb\u001b[31m\u202e\nc");
		this.factory.open("strange", file).append("x".getBytes());
		this.factory.find("strange").orElseThrow().close();
		assertThat(file).hasContent("x");
	}

	@Test
	void aDirectoryInThePlaceOfTheLockFileIsRefused() throws Exception {
		Files.createDirectory(this.directory.resolve(".file.lock"));
		refused(this.directory.resolve("file"), "");
	}

	@Test
	void aReopenThatMeetsAHostilePathGoesOnWithTheOldFile() throws Exception {
		Path file = this.directory.resolve("file");
		AsyncAppender appender = this.factory.open("file", file);
		appender.append("a".getBytes());
		Path old = Files.move(file, this.directory.resolve("old"));
		mkfifo(file);
		assertThatThrownBy(appender::reopen).isInstanceOf(AppendException.class)
			.hasMessageContaining("not a regular file");
		Files.delete(file);
		Files.createSymbolicLink(file, Path.of("/dev/null"));
		assertThatThrownBy(appender::reopen).isInstanceOf(AppendException.class)
			.hasMessageContaining("not a regular file");
		appender.append("b".getBytes());
		appender.close();
		assertThat(old).hasContent("ab");
	}

	@Test
	void traversalInANameIsNoPath() {
		for (String name : new String[] { "../x", "..\\x", "/etc/passwd", "x/..", "x/../../y" }) {
			assertThatThrownBy(() -> this.factory.open(name, this.directory.resolve("file")))
				.isInstanceOf(IllegalArgumentException.class)
				.hasMessageContaining("slash")
				.hasMessageContaining("'" + name + "'");
		}
		assertThat(this.directory.resolve("file")).doesNotExist();
	}

	@Test
	void whatIsInThePlaceOfALockFileIsLeftAlone() throws Exception {
		Path victim = Files.writeString(this.directory.resolve("victim"), "pid 1 and more");
		Files.createSymbolicLink(this.directory.resolve(".linked.lock"), victim);
		refused(this.directory.resolve("linked"), "not a regular file");
		Path data = Files.writeString(this.directory.resolve(".data.lock"), "somebody's record\n");
		refused(this.directory.resolve("data"), "holds something else");
		mkfifo(this.directory.resolve(".piped.lock"));
		refused(this.directory.resolve("piped"), "not a regular file");
		assertThat(victim).hasContent("pid 1 and more");
		assertThat(data).hasContent("somebody's record\n");
		Files.writeString(this.directory.resolve(".crashed.lock"), "pid 4711");
		this.factory.open("crashed", this.directory.resolve("crashed")).close();
	}

}
