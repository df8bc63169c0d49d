package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is open is a regular file, and can be opened again whatever its name is then. */
@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has /proc/self/fd")
class OpenedPathTest {

	@TempDir
	private Path directory;

	@AfterEach
	void nothingStaysOpen() throws IOException {
		assertThat(OpenDescriptors.under(this.directory)).isZero();
	}

	private Path path() {
		return this.directory.resolve("log");
	}

	private FileChannel create() throws IOException {
		return FileChannel.open(path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
	}

	@Test
	void aFileIsReadAndWrittenAndOpenedAgain() throws IOException {
		Files.writeString(path(), "content");
		try (OpenedPath opened = OpenedPath.open(path())) {
			assertThat(opened.isCreated()).isFalse();
			assertThat(opened.isExact()).isTrue();
			assertThat(opened.look().isSame(Look.at(path()))).isTrue();
			assertThat(opened.look().path()).isEqualTo(path());
			assertThat(opened.channel().position()).isZero();
			opened.channel().write(ByteBuffer.wrap("C".getBytes(StandardCharsets.US_ASCII)));
			Files.move(path(), this.directory.resolve("away"));
			Files.writeString(path(), "another");
			assertThat(Files.readString(opened.again())).isEqualTo("Content");
		}
	}

	@Test
	void aFileIsOpenByTheChannelThatCreatedIt() throws IOException {
		FileChannel channel = create();
		try (OpenedPath opened = OpenedPath.created(channel, path())) {
			assertThat(opened.channel()).isSameAs(channel);
			assertThat(opened.isCreated()).isTrue();
			assertThat(opened.look().isSame(Look.at(path()))).isTrue();
		}
		assertThat(channel.isOpen()).isFalse();
	}

	@Test
	void aFileThatIsTakenAwayMeanwhileIsClosed() throws IOException {
		FileChannel channel = create();
		Files.move(path(), this.directory.resolve("away"));
		assertThatThrownBy(() -> OpenedPath.created(channel, path())).isInstanceOf(NoSuchFileException.class)
			.hasMessageContaining("was taken away while it was opened");
		assertThat(channel.isOpen()).isFalse();
	}

	@Test
	void anInterruptIsPutOff() throws IOException {
		FileChannel channel = create();
		Thread.currentThread().interrupt();
		try (OpenedPath opened = OpenedPath.created(channel, path())) {
			assertThat(opened.channel()).isNotSameAs(channel);
			assertThat(opened.channel().isOpen()).isTrue();
			assertThat(opened.isCreated()).isTrue();
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
		Thread.currentThread().interrupt();
		try (OpenedPath opened = OpenedPath.open(path())) {
			assertThat(opened.channel().isOpen()).isTrue();
			assertThat(opened.isCreated()).isFalse();
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void whatIsNoFileIsNotOpened() throws IOException {
		assertThatThrownBy(() -> OpenedPath.open(path())).isInstanceOf(NoSuchFileException.class);
		assertThatThrownBy(() -> OpenedPath.open(this.directory)).isInstanceOf(FileSystemException.class);
		// It keeps no position, so none of what is open can be told to be it.
		assertThatThrownBy(() -> OpenedPath.open(Path.of("/dev/null"))).isInstanceOf(NoSuchFileException.class)
			.hasMessageContaining("was taken away while it was opened");
		Files.createSymbolicLink(path(), this.directory.resolve("target"));
		Files.createFile(this.directory.resolve("target"));
		assertThatThrownBy(() -> OpenedPath.open(path())).isInstanceOf(IOException.class);
	}

	@Test
	void aFifoIsNotWaitedFor() throws Exception {
		assertThat(new ProcessBuilder("mkfifo", path().toString()).start().waitFor()).isZero();
		assertThatThrownBy(() -> OpenedPath.open(path())).isInstanceOf(NoSuchFileException.class)
			.hasMessageContaining("was taken away while it was opened");
	}

}
