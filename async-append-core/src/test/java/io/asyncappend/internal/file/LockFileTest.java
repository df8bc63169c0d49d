package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A lock file is made, believed and left alone as its content and its names say. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "modes and names are those of Unix")
class LockFileTest {

	private static final Set<PosixFilePermission> PERMISSIONS = PosixFilePermissions.fromString("rw-rw----");

	@TempDir
	private Path directory;

	@AfterEach
	void nothingStaysOpen() throws IOException {
		assertThat(OpenDescriptors.under(this.directory)).isZero();
	}

	private Path path() {
		return this.directory.resolve(".log.lock");
	}

	private LockFile open(boolean shared) throws IOException {
		return LockFile.open(path(), PERMISSIONS, shared);
	}

	private void requireInTheWay(boolean shared, String reason) {
		assertThatThrownBy(() -> {
			try (LockFile opened = open(shared)) {
				opened.tryLock(shared);
				opened.claimed();
			}
		}).isInstanceOf(FileSystemException.class).hasMessageContaining("is in the way: " + reason);
	}

	@Test
	void itsNameIsThatOfTheFileWhereThereIsRoom() {
		String longest = "x".repeat(249);
		assertThat(LockFile.of(this.directory.resolve("log"))).isEqualTo(path());
		assertThat(LockFile.of(this.directory.resolve(longest))).hasFileName("." + longest + ".lock");
		// SHA-256 of 250 times x.
		assertThat(LockFile.of(this.directory.resolve(longest + "x")).getFileName().toString())
			.matches("\\.[0-9a-f]{64}\\.lock");
		assertThat(LockFile.of(this.directory.resolve(longest + "x")))
			.isNotEqualTo(LockFile.of(this.directory.resolve(longest + "y")))
			.hasParentRaw(this.directory);
	}

	@Test
	void itNamesTheProcessThatHasClaimedIt() throws IOException {
		try (LockFile lockFile = open(false)) {
			assertThat(lockFile.holder()).isEmpty();
			assertThat(lockFile.isOfOthers()).isFalse();
			assertThat(lockFile.owner()).isEmpty();
			assertThat(lockFile.tryLock(false)).isTrue();
			lockFile.claimed();
			String claim = Files.readString(path());
			assertThat(lockFile.holder()).isEqualTo(" (pid " + ProcessHandle.current().pid() + ")");
			assertThat(lockFile).hasToString(path().toString());
			assertThat(lockFile.isUntouched()).isTrue();
			assertThat(lockFile.relock()).isTrue();
			lockFile.claimed();
			assertThat(Files.readString(path())).hasSameSizeAs(claim).isNotEqualTo(claim);
			assertThat(lockFile.isUntouched()).isTrue();
			Files.writeString(path(), "async-append 1 pid 1 claim 0123456789abcdef");
			assertThat(lockFile.isUntouched()).isFalse();
		}
		assertThat(Files.getPosixFilePermissions(path())).isEqualTo(LockFile.PRIVATE);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aSharedClaimLeavesWhatItHolds(boolean claimed) throws IOException {
		Files.writeString(path(), claimed ? "pid 17" : "anything else");
		try (LockFile lockFile = open(true)) {
			assertThat(lockFile.tryLock(true)).isTrue();
			lockFile.claimed();
			assertThat(path()).hasContent(claimed ? "pid 17" : "anything else");
			assertThat(lockFile.holder()).isEqualTo(claimed ? " (pid 17)" : "");
			assertThat(lockFile.isUntouched()).isTrue();
			Files.writeString(path(), "pid 18");
			assertThat(lockFile.isUntouched()).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "rw-------, rw-------", "rw-r--r--, rw-------", "rw-rw-r--, rw-rw----", "rw-r--rw-, rw----rw-",
			"rw-rw-rw-, rw-rw-rw-" })
	void accountsThatMayWriteMayLock(String permissions, String expected) throws IOException {
		Set<PosixFilePermission> allowed = PosixFilePermissions.fromString(permissions);
		// The umask takes some of it from a file that is created, not from one that is
		// there.
		Files.createFile(path());
		Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-rw-rw-"));
		LockFile.open(path(), allowed, true).close();
		assertThat(Files.getPosixFilePermissions(path())).isEqualTo(PosixFilePermissions.fromString(expected));
		LockFile.open(path(), allowed, false).close();
		assertThat(Files.getPosixFilePermissions(path())).isEqualTo(LockFile.PRIVATE);
	}

	@Test
	void aModeThatIsNarrowerStays() throws IOException {
		Files.createFile(path());
		Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r-----"));
		LockFile.open(path(), PosixFilePermissions.fromString("rw-rw-rw-"), true).close();
		assertThat(Files.getPosixFilePermissions(path())).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
	}

	@Test
	void whatIsNoLockFileIsInTheWay() throws IOException {
		Files.createDirectory(path());
		requireInTheWay(true, "it is a directory, not a regular file to lock");
		Files.delete(path());
		Files.createSymbolicLink(path(), Path.of("file"));
		requireInTheWay(false, "it is a symbolic link, not a regular file to lock");
		Files.delete(path());
		Files.createFile(path());
		Path second = Files.createLink(this.directory.resolve("second"), path());
		requireInTheWay(false, "it has another name");
		Files.delete(second);
		Files.writeString(path(), "key: value");
		Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r-----"));
		// Is made private before its content is looked at, as one of ours would be.
		requireInTheWay(false, "it holds something else than the number of a process that appends");
		assertThat(path()).hasContent("key: value");
	}

	@Test
	void whatACrashLeftOfOursIsClaimed() throws IOException {
		Files.writeString(path(), "half of something");
		Files.setPosixFilePermissions(path(), LockFile.PRIVATE);
		try (LockFile lockFile = open(false)) {
			assertThat(lockFile.tryLock(false)).isTrue();
			lockFile.claimed();
		}
		assertThat(Files.readString(path())).startsWith("async-append 1 pid ");
	}

	@Test
	void itIsCurrentUntilItsPathNamesAnother() throws IOException {
		try (LockFile lockFile = open(false)) {
			assertThat(lockFile.isCurrent()).isTrue();
			Files.move(path(), this.directory.resolve("away"));
			assertThat(lockFile.isCurrent()).isFalse();
			Files.createFile(path());
			assertThat(lockFile.isCurrent()).isFalse();
		}
	}

	/** Its locks are asked for through another channel of this JVM. */
	private boolean isLocked(long position) throws IOException {
		try (FileChannel channel = FileChannel.open(path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
			FileLock lock = channel.tryLock(position, 1, false);
			lock.release();
			return false;
		}
		catch (OverlappingFileLockException ex) {
			return true;
		}
	}

	@Test
	void bothItsLocksAreHeldUntilItIsClosed() throws IOException {
		LockFile lockFile = open(false);
		assertThat(isLocked(0)).isFalse();
		assertThat(lockFile.tryLock(false)).isTrue();
		assertThat(isLocked(0)).isTrue();
		assertThat(isLocked((1L << 62) - 1)).isTrue();
		assertThat(isLocked(1L << 62)).isTrue();
		assertThat(isLocked(Long.MAX_VALUE - 2)).isTrue();
		// For those that write to a shared file.
		assertThat(isLocked(Long.MAX_VALUE - 1)).isFalse();
		FileLock writes = lockFile.tryLockWrites();
		assertThat(isLocked(Long.MAX_VALUE - 1)).isTrue();
		writes.release();
		assertThat(lockFile.relock()).isTrue();
		assertThat(isLocked(1L << 62)).isTrue();
		lockFile.close();
		assertThat(isLocked(0)).isFalse();
		assertThat(isLocked(1L << 62)).isFalse();
		assertThatThrownBy(lockFile::relock).isInstanceOf(ClosedChannelException.class);
	}

	@Test
	void whatAnotherClaimOfThisJvmHasIsKeptUntilItIsClosed() throws IOException {
		LockFile claim = open(false);
		assertThat(claim.tryLock(false)).isTrue();
		LockFile refused = open(false);
		assertThatThrownBy(() -> refused.tryLock(false)).isInstanceOf(OverlappingFileLockException.class);
		refused.keep();
		LockFile again = open(false);
		assertThatThrownBy(() -> again.tryLock(false)).isInstanceOf(OverlappingFileLockException.class);
		again.keep();
		claim.close();
		// Closed with it.
		assertThatThrownBy(refused::relock).isInstanceOf(ClosedChannelException.class);
		try (LockFile next = open(false)) {
			assertThat(next.tryLock(false)).isTrue();
		}
	}

	@Test
	void whatALockFileOfAnotherUserHoldsSaysNothing() throws IOException {
		Assumptions.assumeTrue(ProcessUser.get() == 0, "only root can give a file to another user");
		Files.writeString(path(), "pid 17");
		Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-rw-rw-"));
		Files.setAttribute(path(), "unix:uid", 54_321);
		try (LockFile lockFile = open(false)) {
			assertThat(lockFile.isOfOthers()).isTrue();
			assertThat(lockFile.owner()).isEqualTo(", which belongs to user 54321");
			assertThat(lockFile.tryLock(false)).isTrue();
			lockFile.claimed();
			Files.writeString(path(), "pid 18");
			assertThat(lockFile.isUntouched()).isTrue();
		}
		// Its mode is not ours to narrow, nor are its remains ours.
		assertThat(Files.getPosixFilePermissions(path())).isEqualTo(PosixFilePermissions.fromString("rw-rw-rw-"));
		Files.writeString(path(), "123");
		requireInTheWay(false, "it holds something else");
	}

}
