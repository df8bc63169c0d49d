package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file has one claim within this JVM, and what is asked leaves no lock on it. */
class JvmClaimTest {

	@TempDir
	private Path directory;

	private Path path;

	private FileChannel channel;

	@BeforeEach
	void open() throws IOException {
		this.path = Files.createFile(this.directory.resolve("file"));
		this.channel = channel();
	}

	@AfterEach
	void close() throws IOException {
		this.channel.close();
		JvmClaim.forget("key");
		JvmClaim.forget("another");
	}

	private FileChannel channel() throws IOException {
		return FileChannel.open(this.path, StandardOpenOption.READ, StandardOpenOption.WRITE);
	}

	private boolean isClaimed(boolean shared) throws IOException {
		try (AsynchronousFileChannel asked = AsynchronousFileChannel.open(this.path, StandardOpenOption.WRITE)) {
			return JvmClaim.isClaimed(asked, shared);
		}
	}

	private void requireTaken(boolean shared) {
		assertThatThrownBy(() -> JvmClaim.requireFree(this.path, shared)).isInstanceOf(FileInUseException.class)
			.hasMessageContaining("an appender of this JVM has it open already");
	}

	@Test
	void aFileIsClaimedOnce() throws IOException {
		JvmClaim.requireFree(this.path, false);
		assertThat(isClaimed(false)).isFalse();
		assertThat(JvmClaim.take(this.path, "key", this.channel, false)).isFalse();
		assertThat(isClaimed(false)).isTrue();
		requireTaken(false);
		requireTaken(true);
		assertThatThrownBy(() -> JvmClaim.take(this.path, "key", this.channel, false))
			.isInstanceOf(FileInUseException.class);
		// Another class loader would know of no key.
		try (FileChannel second = channel()) {
			for (int i = 0; i < 2; i++) {
				assertThatThrownBy(() -> JvmClaim.take(this.path, "another", second, false))
					.isInstanceOf(FileInUseException.class)
					.hasMessageContaining("maybe through another name");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aLockOnDataIsNoClaim(boolean shared) throws IOException {
		try (FileChannel owner = channel()) {
			FileLock lock = owner.lock(0, 1L << 62, false);
			assertThat(isClaimed(shared)).isFalse();
			assertThat(JvmClaim.take(this.path, "key", this.channel, shared)).isFalse();
			assertThat(isClaimed(shared)).isTrue();
			lock.release();
		}
	}

	@Test
	void whatIsAskedLeavesNoLock() throws IOException {
		for (int i = 0; i < 2; i++) {
			JvmClaim.requireFree(this.path, i == 0);
			assertThat(isClaimed(i == 0)).isFalse();
			assertThat(JvmClaim.isShared(this.channel)).isFalse();
		}
		assertThat(JvmClaim.take(this.path, "key", this.channel, false)).isFalse();
	}

	@Test
	void aKeyIsFreeAgainAfterAnError() throws IOException {
		this.channel.close();
		assertThatThrownBy(() -> JvmClaim.take(this.path, "key", this.channel, false)).isInstanceOf(IOException.class);
		this.channel = channel();
		assertThat(JvmClaim.take(this.path, "key", this.channel, false)).isFalse();
	}

	@Test
	void aFileThatIsNotThereIsFree() {
		assertThatCode(() -> JvmClaim.requireFree(this.directory.resolve("none"), false)).doesNotThrowAnyException();
	}

	@Test
	void aSharedFileIsClaimedOnceToo() throws IOException {
		assertThat(JvmClaim.take(this.path, "key", this.channel, true)).isFalse();
		requireTaken(true);
		requireTaken(false);
		assertThat(isClaimed(true)).isTrue();
		try (FileChannel reader = FileChannel.open(this.path)) {
			assertThat(JvmClaim.isShared(reader)).isTrue();
		}
		FileLock writes = JvmClaim.tryLockWrites(this.channel);
		assertThat(writes.isValid()).isTrue();
		writes.release();
	}

	@Test
	void aBorrowedChannelIsClaimedUnlessItsOwnerLockedTheFile() throws IOException {
		JvmClaim.Borrowed claim = JvmClaim.borrow(this.channel, "name");
		assertThat(claim.lock()).isPresent();
		assertThat(claim.isLockedByOthers()).isFalse();
		try (FileChannel second = channel()) {
			assertThatThrownBy(() -> JvmClaim.borrow(second, "name")).isInstanceOf(FileInUseException.class)
				.hasMessageContaining("name");
		}
		claim.lock().orElseThrow().release();
		try (FileLock ofOwner = this.channel.lock()) {
			assertThat(ofOwner.isValid()).isTrue();
			JvmClaim.Borrowed lent = JvmClaim.borrow(this.channel, "name");
			assertThat(lent.lock()).isEmpty();
			assertThat(lent.isLockedByOthers()).isFalse();
		}
	}

	@Test
	void aBorrowedFileIsFreeAgainAfterTheClose() throws IOException {
		ChannelAppendFile file = ChannelAppendFile.of(this.channel, "name");
		assertThatThrownBy(() -> ChannelAppendFile.of(this.channel, "name")).isInstanceOf(FileInUseException.class)
			.hasMessageContaining("borrows the same channel already");
		try (FileChannel second = channel()) {
			for (int i = 0; i < 2; i++) {
				assertThatThrownBy(() -> ChannelAppendFile.of(second, "name")).isInstanceOf(FileInUseException.class)
					.hasMessageContaining("has it open already");
			}
			file.close();
			assertThat(this.channel.isOpen()).isTrue();
			ChannelAppendFile.of(second, "name").close();
		}
		ChannelAppendFile again = ChannelAppendFile.of(this.channel, "name");
		this.channel.close();
		again.close();
	}

	@Test
	void aWriteToABorrowedChannelPutsAnInterruptOff() throws IOException {
		ChannelAppendFile file = ChannelAppendFile.of(this.channel, "name");
		Thread.currentThread().interrupt();
		file.write(ByteBuffer.allocate(10));
		assertThat(Thread.interrupted()).isTrue();
		Thread.currentThread().interrupt();
		file.force();
		assertThat(Thread.interrupted()).isTrue();
		file.write(ByteBuffer.allocate(10));
		file.force();
		assertThat(Thread.interrupted()).isFalse();
		assertThat(this.channel.size()).isEqualTo(20);
		assertThat(file.anyThread()).isFalse();
		assertThat(file.engine()).isEqualTo("borrowed-channel");
		assertThat(file.isLockedByOthers()).isFalse();
		assertThatThrownBy(file::reopen).isInstanceOf(UnsupportedOperationException.class);
		file.close();
	}

}
