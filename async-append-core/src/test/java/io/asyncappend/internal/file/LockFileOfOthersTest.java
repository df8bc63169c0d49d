package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A lock file that another user made does not end a claim that the file has already.
 */
@Timeout(60)
class LockFileOfOthersTest {

	private static final int ATTACKER = 54_321;

	private static final Set<PosixFilePermission> PERMISSIONS = PosixFilePermissions.fromString("rw-r-----");

	@TempDir
	private Path directory;

	/** Another process, as a lock is that of a process. */
	private static final class Locking {

		public static void main(String[] arguments) throws IOException {
			try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
				channel.lock();
				System.out.println("locked");
				System.in.read();
			}
		}

	}

	private interface Body {

		void run() throws Exception;

	}

	@BeforeEach
	void needsRoot() {
		Assumptions.assumeTrue(ProcessUser.get() == 0, "only root can give a file to another user");
	}

	private Path lockFile() {
		return this.directory.resolve(".log.lock");
	}

	private void replaceLockFile() throws IOException {
		Files.deleteIfExists(lockFile());
		Files.createFile(lockFile());
		Files.setAttribute(lockFile(), "unix:uid", ATTACKER);
	}

	private void whileLocked(Body body) throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), Locking.class.getName(), lockFile().toString())
			.redirectErrorStream(true)
			.start();
		try {
			process.inputReader().readLine();
			body.run();
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	private WriterLock claim() throws IOException {
		Path file = Files.createFile(this.directory.resolve("log"));
		return WriterLock.name(RegularFile.locate(file, false), PERMISSIONS, false);
	}

	@Test
	void aLockFileOfOthersThatCameLaterDoesNotEndTheClaim() throws Exception {
		try (WriterLock claim = claim()) {
			replaceLockFile();
			whileLocked(() -> assertThatCode(() -> claim.renew(true)).doesNotThrowAnyException());
			// Nor is it taken for ours once it is free, to be locked by its owner later.
			claim.renew(true);
			whileLocked(() -> assertThatCode(() -> claim.renew(true)).doesNotThrowAnyException());
		}
	}

	@Test
	void aLockFileOfOthersThatIsLockedRefusesTheStartAndNamesItsOwner() throws Exception {
		replaceLockFile();
		whileLocked(() -> assertThatThrownBy(this::claim).isInstanceOf(FileInUseException.class)
			.hasMessageContaining("which belongs to user " + ATTACKER));
	}

}
