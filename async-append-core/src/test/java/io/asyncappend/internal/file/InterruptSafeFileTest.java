package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The position of a buffer says what reached the file. */
class InterruptSafeFileTest {

	@TempDir
	private Path directory;

	private Path path() {
		return this.directory.resolve("file");
	}

	private InterruptSafeFile open() throws IOException {
		if (!Files.exists(path())) {
			Files.createFile(path());
		}
		try (OpenedPath opened = OpenedPath.open(path())) {
			return new InterruptSafeFile(path(), opened, false);
		}
	}

	private static ByteBuffer bytes(int length, boolean direct, boolean readOnly) {
		ByteBuffer bytes = direct ? ByteBuffer.allocateDirect(length + 5)
				: ByteBuffer.allocate(length + 7).slice(2, length + 5);
		for (int i = 0; i < length + 5; i++) {
			bytes.put(i, (byte) i);
		}
		bytes.position(3).limit(length + 3);
		return readOnly ? bytes.asReadOnlyBuffer() : bytes;
	}

	private void requireContent(int length) throws IOException {
		byte[] content = Files.readAllBytes(path());
		assertThat(content).hasSize(length);
		for (int i = 0; i < length; i++) {
			assertThat(content[i]).isEqualTo((byte) (i + 3));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 100, 8191, 8192, 8193, 20_000 })
	void bytesOfAnyBufferAreWrittenAChunkAtATime(int length) throws IOException {
		for (int kind = 0; kind < 3; kind++) {
			try (InterruptSafeFile file = open()) {
				file.truncate(0);
				ByteBuffer bytes = bytes(length, kind == 1, kind == 2);
				for (int done = 0; bytes.hasRemaining(); done += 8192) {
					assertThat(bytes.position()).isEqualTo(3 + done);
					file.write(bytes);
				}
				assertThat(bytes.position()).isEqualTo(3 + length);
				assertThat(file.size()).isEqualTo(length);
			}
			requireContent(length);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 8192, 20_000 })
	void allBytesAreWrittenAtOnceIfAskedTo(int length) throws IOException {
		for (int kind = 0; kind < 3; kind++) {
			try (InterruptSafeFile file = open()) {
				file.truncate(0);
				ByteBuffer bytes = bytes(length, kind == 1, kind == 2);
				file.writeAtOnce(bytes);
				assertThat(bytes.remaining()).isZero();
				file.force();
			}
			requireContent(length);
		}
	}

	@Test
	void anInterruptClosesNothing() throws IOException {
		try (InterruptSafeFile file = open()) {
			Thread.currentThread().interrupt();
			file.write(bytes(10, true, false));
			file.force();
			file.truncate(9);
			assertThat(file.size()).isEqualTo(9);
			assertThat(Thread.interrupted()).isTrue();
			assertThat(file.channel().isOpen()).isTrue();
		}
	}

	@Test
	void nothingIsOpenAfterTheClose() throws IOException {
		InterruptSafeFile file = open();
		file.close();
		assertThat(file.channel().isOpen()).isFalse();
		assertThatThrownBy(file::size).isInstanceOf(IOException.class);
		assertThatThrownBy(() -> file.write(bytes(10, true, false))).isInstanceOf(IOException.class);
	}

	@Test
	void aWriteThatFailsLeavesThePosition() throws IOException {
		try (InterruptSafeFile file = open()) {
			file.channel().close();
			ByteBuffer bytes = bytes(10, true, false);
			assertThatThrownBy(() -> file.write(bytes)).isInstanceOf(IOException.class);
			assertThat(bytes.position()).isEqualTo(3);
		}
	}

	@Test
	void aWriteThatHasNoRoomSaysWhatItTook() throws Exception {
		try (SmallDisk disk = SmallDisk.mount(this.directory); InterruptSafeFile file = open()) {
			disk.leave(1);
			ByteBuffer bytes = bytes(8192, true, false);
			for (int i = 0; i < 2; i++) {
				assertThatThrownBy(() -> file.write(bytes)).isInstanceOf(IOException.class)
					.isNotInstanceOf(IndeterminateWriteException.class);
				assertThat(bytes.position()).isEqualTo(3 + SmallDisk.PAGE);
			}
			disk.leaveAll();
			file.write(bytes);
			assertThat(bytes.hasRemaining()).isFalse();
			requireContent(8192);
		}
	}

	@Test
	void aFileThatCannotBeOpenedAgainSaysWhy() throws Exception {
		try (SmallDisk disk = SmallDisk.mount(this.directory)) {
			Files.createFile(path());
			try (OpenedPath opened = OpenedPath.open(path())) {
				disk.appendOnly(path(), true);
				assertThatThrownBy(() -> new InterruptSafeFile(path(), opened, false))
					.isInstanceOf(FileSystemException.class)
					.hasMessage(path() + ": cannot be opened again: Operation not permitted");
			}
			disk.appendOnly(path(), false);
			assertThat(OpenDescriptors.under(this.directory)).isZero();
		}
	}

	@Test
	void aFileThatIsNotClaimedIsNotTheOne() throws IOException {
		try (InterruptSafeFile file = open()) {
			assertThatThrownBy(file::requireOneFile).isInstanceOf(NoSuchFileException.class)
				.hasMessageContaining("was taken away while it was opened");
			assertThat(JvmClaim.take(path(), "key", file.channel(), false)).isFalse();
			file.requireOneFile();
			JvmClaim.forget("key");
		}
	}

}
