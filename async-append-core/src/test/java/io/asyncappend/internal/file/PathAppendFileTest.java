package io.asyncappend.internal.file;

import io.asyncappend.AppenderOptions;
import io.asyncappend.FileLoss;
import io.asyncappend.ForeignFilePolicy;
import io.asyncappend.TornTail;
import io.asyncappend.internal.io.OnIoThread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file of its own: what is in it, what others did to it, and the claim that it has. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "modes and names are those of Unix")
class PathAppendFileTest {

	private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000);

	@TempDir
	private Path directory;

	@AfterEach
	void nothingStaysOpen() throws IOException {
		assertThat(OpenDescriptors.under(this.directory)).isZero();
	}

	private Path path() {
		return this.directory.resolve("log");
	}

	private Path path(String name) {
		return this.directory.resolve(name);
	}

	private PathAppendFile open() throws IOException {
		return PathAppendFile.open(path(), AppenderOptions.defaults());
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static FileLoss loss(FileLoss.Kind kind, long bytes) {
		return FileLoss.of(kind, bytes);
	}

	/**
	 * Whether this JVM has claimed the name of the file, by the lock file that is there.
	 */
	private boolean isClaimed() throws IOException {
		try (FileChannel channel = FileChannel.open(path(".log.lock"), StandardOpenOption.WRITE)) {
			FileLock lock = channel.tryLock();
			lock.release();
			return false;
		}
		catch (OverlappingFileLockException ex) {
			return true;
		}
		catch (NoSuchFileException ex) {
			return false;
		}
	}

	private interface Work {

		void run() throws IOException;

	}

	@Test
	void whatIsWrittenIsAppendedByAnyThread() throws Exception {
		Files.writeString(path(), "one\n");
		Files.setLastModifiedTime(path(), LONG_AGO);
		Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-------"));
		try (PathAppendFile file = open()) {
			assertThat(file.length()).isEqualTo(4);
			assertThat(file.modified()).isEqualTo(LONG_AGO.toInstant());
			ByteBuffer two = bytes("two\n");
			file.write(two);
			assertThat(two.hasRemaining()).isFalse();
			ByteBuffer three = bytes("xthree\n").position(1);
			OnIoThread.run(() -> {
				file.write(three);
				file.force();
			});
			assertThat(three.hasRemaining()).isFalse();
			file.force();
			assertThat(file.length()).isEqualTo(14);
			assertThat(path()).hasContent("one\ntwo\nthree\n");
			assertThat(file.path()).contains(path());
			assertThat(file.realPath()).isEqualTo(path().toRealPath());
			assertThat(file.archivable()).contains(file.realPath());
			assertThat(file.owner()).isEqualTo(ProcessUser.get());
			assertThat(file.foreign()).isEmpty();
			assertThat(file.isLockedByOthers()).isFalse();
			assertThat(file.takesWholeRecords()).isFalse();
			assertThat(file.anyThread()).isTrue();
			assertThat(file.engine()).isEqualTo("file");
			assertThat(file.tornTail()).isZero();
			assertThat(file.check()).isNull();
		}
		assertThat(isClaimed()).isFalse();
	}

	@Test
	void aFileIsClaimedFromItsOpeningToItsClose() throws IOException {
		PathAppendFile file = open();
		assertThat(isClaimed()).isTrue();
		for (int i = 0; i < 2; i++) {
			assertThatThrownBy(this::open).isInstanceOf(FileInUseException.class);
		}
		Path link = Files.createLink(path("second"), path());
		assertThatThrownBy(() -> PathAppendFile.open(link, AppenderOptions.defaults()))
			.isInstanceOf(FileInUseException.class);
		assertThat(isClaimed()).isTrue();
		file.close();
		assertThat(isClaimed()).isFalse();
		Files.delete(link);
		open().close();
	}

	@Test
	void whatIsRefusedLeavesNoClaim() throws IOException {
		Files.writeString(path(), "x");
		// What its path may be refused by.
		assertThat(PathAppendFile.locate(path()).path()).isEqualTo(path().toRealPath());
		assertThat(path(".log.lock")).doesNotExist();
		Files.createLink(path("second"), path());
		AppenderOptions strict = AppenderOptions.builder().foreignFile(ForeignFilePolicy.REFUSE).build();
		assertThatThrownBy(() -> PathAppendFile.open(path(), strict)).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("has 2 names");
		assertThat(isClaimed()).isFalse();
		try (PathAppendFile file = open()) {
			assertThat(file.foreign()).contains("has 2 names");
		}
	}

	@Test
	void aReopenOfTheSameFileIsNone() throws IOException {
		try (PathAppendFile file = open()) {
			assertThat(file.reopen()).isSameAs(file);
		}
	}

	@Test
	void aFileThatIsReopenedTakesTheClaimWithIt() throws IOException {
		PathAppendFile old = open();
		old.write(bytes("old"));
		Files.move(path(), path("log.1"));
		AppendFile next = old.reopen();
		assertThat(next).isNotSameAs(old);
		old.close();
		assertThat(isClaimed()).isTrue();
		next.write(bytes("new"));
		assertThat(path()).hasContent("new");
		assertThat(path("log.1")).hasContent("old");
		assertThat(next.length()).isEqualTo(3);
		next.close();
		assertThat(isClaimed()).isFalse();
	}

	@Test
	void aFileThatIsReopenedWithoutItsLockFileIsClaimedAnew() throws IOException {
		PathAppendFile old = open();
		Files.move(path(), path("log.1"));
		Files.delete(path(".log.lock"));
		AppendFile next = old.reopen();
		assertThat(isClaimed()).isTrue();
		old.close();
		assertThat(isClaimed()).isTrue();
		next.close();
		assertThat(isClaimed()).isFalse();
	}

	@Test
	void aReopenThatIsRefusedLeavesTheOldFileAndItsClaim() throws IOException {
		try (PathAppendFile file = open()) {
			Files.move(path(), path("log.1"));
			Files.createDirectory(path());
			assertThatThrownBy(file::reopen).isInstanceOf(FileSystemException.class)
				.hasMessageContaining("is a directory");
			file.write(bytes("old"));
			assertThat(path("log.1")).hasContent("old");
			assertThat(isClaimed()).isTrue();
			Files.delete(path());
			Files.createLink(path(), Files.createFile(path("victim")));
			assertThatThrownBy(file::reopen).isInstanceOf(FileSystemException.class)
				.hasMessageContaining("has 2 names");
			assertThat(isClaimed()).isTrue();
			assertThat(path("victim")).isEmptyFile();
		}
	}

	@Test
	void anArchiveIsTheFileUnderAnotherName() throws IOException {
		PathAppendFile old = open();
		old.write(bytes("old"));
		assertThat(old.archive(path("log.1"))).isTrue();
		assertThat(path("log.1")).hasContent("old");
		assertThat(old.check()).isNull();
		AppendFile next = old.reopen();
		old.close();
		assertThat(path()).isEmptyFile();
		assertThat(isClaimed()).isTrue();
		next.close();
	}

	@Test
	void anArchiveThatHasItsNameAgainIsTheFile() throws IOException {
		try (PathAppendFile file = open()) {
			file.archive(path("log.1"));
			Files.move(path("log.1"), path());
			assertThat(file.reopen()).isSameAs(file);
			Files.delete(path());
			assertThat(file.check()).isEqualTo(loss(FileLoss.Kind.DELETED, 0));
		}
	}

	@Test
	void nothingTakesThePlaceOfAnArchiveThatOthersMade() throws IOException {
		try (PathAppendFile file = open()) {
			file.archive(path("log.1"));
			Files.createFile(path());
			assertThatThrownBy(file::reopen).isInstanceOf(FileAlreadyExistsException.class)
				.hasMessageContaining("was created by others as the file was rotated");
			Files.delete(path());
			AppendFile next = file.reopen();
			assertThat(next).isNotSameAs(file);
			next.close();
		}
	}

	@Test
	void whatIsNotAtItsPathIsNoArchive() throws IOException {
		try (PathAppendFile file = open()) {
			Files.move(path(), path("away"));
			assertThat(file.archive(path("log.1"))).isFalse();
			Files.createFile(path());
			assertThat(file.archive(path("log.1"))).isFalse();
			assertThat(path("log.1")).doesNotExist();
			Files.move(path("away"), path(), StandardCopyOption.REPLACE_EXISTING);
			Files.writeString(path("log.1"), "taken");
			assertThatThrownBy(() -> file.archive(path("log.1"))).isInstanceOf(FileAlreadyExistsException.class);
			assertThat(path("log.1")).hasContent("taken");
			assertThat(file.check()).isNull();
		}
	}

	@Test
	void whatOthersDidIsTold() throws IOException {
		try (PathAppendFile file = open()) {
			file.write(bytes("0123456789"));
			assertThat(file.check()).isNull();
			Files.writeString(path(), "0123");
			assertThat(file.check()).isEqualTo(loss(FileLoss.Kind.TRUNCATED, 6));
			assertThat(file.length()).isEqualTo(4);
			assertThat(file.check()).isNull();
			Files.writeString(path(), "more", StandardOpenOption.APPEND);
			assertThat(file.check()).isNull();
			assertThat(file.length()).isEqualTo(4);
			Files.move(path(), path("away"));
			assertThat(file.check()).isEqualTo(loss(FileLoss.Kind.DELETED, 0));
			Files.createFile(path());
			assertThat(file.check()).isEqualTo(loss(FileLoss.Kind.REPLACED, 0));
			Files.delete(path());
			Files.createSymbolicLink(path(), path());
			assertThat(file.check()).isEqualTo(loss(FileLoss.Kind.DELETED, 0));
		}
	}

	@Test
	void aClaimIsTakenAnewWhereItsLockFileIsGone() throws IOException {
		try (PathAppendFile file = open()) {
			Files.delete(path(".log.lock"));
			assertThat(file.check()).isNull();
			assertThat(isClaimed()).isTrue();
			Files.writeString(path(), "cut");
			file.write(bytes("0123456789"));
			Files.writeString(path(), "");
			Files.delete(path(".log.lock"));
			assertThat(file.check()).isEqualTo(loss(FileLoss.Kind.TRUNCATED, 10));
			assertThat(isClaimed()).isTrue();
			// Not for a file that its path does not name.
			Files.delete(path(".log.lock"));
			Files.delete(path());
			file.check();
			assertThat(path(".log.lock")).doesNotExist();
		}
	}

	@Test
	void aClaimOfAnotherProcessEndsTheWriting() throws IOException {
		try (PathAppendFile file = open()) {
			Files.writeString(path(".log.lock"), "async-append 1 pid 17 claim 0123456789abcdef");
			assertThatThrownBy(file::check).isInstanceOf(FileInUseException.class)
				.hasMessageContaining("another process has claimed it (pid 17) since this one lost its lock on ")
				.hasMessageContaining(".log.lock");
		}
	}

	@ParameterizedTest
	@CsvSource({ "TERMINATE, 'one\ntw', 'one\ntw\n', 2", "TRUNCATE, 'one\ntw', 'one\n', 2",
			"LEAVE, 'one\ntw', 'one\ntw', 2", "TERMINATE, 'one\n', 'one\n', 0", "TRUNCATE, 'one', '', 3",
			"TERMINATE, '', '', 0" })
	void aTornTailIsMended(TornTail.Action action, String before, String after, int torn) throws IOException {
		TornTail policy = switch (action) {
			case LEAVE -> TornTail.leave();
			case TERMINATE -> TornTail.terminate();
			case TRUNCATE -> TornTail.truncate();
		};
		Files.writeString(path(), before);
		try (PathAppendFile file = PathAppendFile.open(path(), AppenderOptions.builder().tornTail(policy).build())) {
			assertThat(Files.readString(path())).isEqualTo(after);
			assertThat(file.length()).isEqualTo(after.length());
			assertThat(file.tornTail()).isEqualTo(torn);
			assertThat(file.check()).isNull();
		}
	}

	@Test
	void spaceThatIsToBeFreeIsNotWritten() throws IOException {
		AppenderOptions greedy = AppenderOptions.builder().minFree(Long.MAX_VALUE / 2).build();
		try (PathAppendFile file = PathAppendFile.open(path(), greedy)) {
			ByteBuffer bytes = bytes("0123456789");
			assertThatThrownBy(() -> file.write(bytes)).isInstanceOf(MinFreeException.class)
				.hasMessageContaining("a write of 10 bytes would leave less than ");
			assertThat(bytes.remaining()).isEqualTo(10);
			assertThat(file.length()).isZero();
			AppendFile same = file.reopen();
			assertThat(same).isSameAs(file);
		}
		AppenderOptions modest = AppenderOptions.builder().minFree(1).build();
		try (PathAppendFile file = PathAppendFile.open(path(), modest)) {
			for (int i = 0; i < 3; i++) {
				file.write(bytes("0123456789"));
			}
			assertThat(file.length()).isEqualTo(30);
		}
	}

	@Test
	void aFullDiskIsNoShortageOfWhatIsToBeFree() throws IOException {
		try (SmallDisk disk = SmallDisk.mount(path("disk"));
				PathAppendFile file = PathAppendFile.open(path("disk/log"), AppenderOptions.defaults())) {
			disk.leave(0);
			assertThatThrownBy(() -> file.write(bytes("content"))).isInstanceOf(IOException.class)
				.isNotInstanceOf(MinFreeException.class)
				.hasMessageContaining("No space left");
		}
	}

	@Test
	void whatIsFreeIsAskedForAgainAndAgain() throws IOException {
		try (SmallDisk disk = SmallDisk.mount(path("disk"));
				PathAppendFile file = PathAppendFile.open(path("disk/log"), AppenderOptions.defaults())) {
			for (int pages = 3; pages <= 4; pages++) {
				disk.leave(pages);
				long bytes = pages * SmallDisk.PAGE;
				Awaitility.await().until(() -> file.check() == null && file.freeBytes().orElseThrow() == bytes);
			}
		}
	}

	@Test
	void whatKeepsNothingFreeCountsForWhatDoes() throws IOException {
		AppenderOptions options = AppenderOptions.builder().minFree(4 * SmallDisk.PAGE - 100).build();
		try (SmallDisk disk = SmallDisk.mount(path("disk"));
				PathAppendFile careless = PathAppendFile.open(path("disk/other"), AppenderOptions.defaults());
				PathAppendFile careful = PathAppendFile.open(path("disk/log"), options)) {
			careless.write(ByteBuffer.allocate(SmallDisk.PAGE));
			disk.leave(4);
			Awaitility.await()
				.until(() -> careful.check() == null && careful.freeBytes().orElseThrow() == 4 * SmallDisk.PAGE);
			assertThatThrownBy(() -> careful.write(ByteBuffer.allocate(200))).isInstanceOf(MinFreeException.class);
		}
	}

	@Test
	void aTailThatCannotBeMendedLeavesNothingOpen() throws IOException {
		try (SmallDisk disk = SmallDisk.mount(path("disk"))) {
			Path torn = Files.write(path("disk/log"), new byte[SmallDisk.PAGE]);
			AppenderOptions options = AppenderOptions.builder().tornTail(TornTail.terminate()).build();
			disk.leave(0);
			assertThatThrownBy(() -> PathAppendFile.open(torn, options)).isInstanceOf(IOException.class)
				.hasMessageContaining("No space left");
			assertThat(OpenDescriptors.under(this.directory)).isZero();
			disk.leaveAll();
			try (PathAppendFile file = PathAppendFile.open(torn, options)) {
				assertThat(file.tornTail()).isEqualTo(SmallDisk.PAGE);
				assertThat(file.length()).isEqualTo(SmallDisk.PAGE + 1);
			}
		}
	}

	@Test
	void whatIsInItIsRead() throws IOException {
		try (PathAppendFile file = open()) {
			file.write(bytes("content"));
			try (SafeInput input = file.read()) {
				file.write(bytes(" and more"));
				assertThat(input.readAllBytes()).asString().isEqualTo("content");
			}
			assertThat(isClaimed()).isTrue();
			assertThatThrownBy(this::open).isInstanceOf(FileInUseException.class);
			Files.move(path(), path("away"));
			assertThatThrownBy(file::read).isInstanceOf(NoSuchFileException.class)
				.hasMessageContaining("does not name the file that is written");
		}
	}

	@Test
	void aFileIsCreatedWithItsPermissions() throws IOException {
		AppenderOptions options = AppenderOptions.builder()
			.permissions(PosixFilePermissions.fromString("rw-r-----"))
			.build();
		Path deep = path("a/b/log");
		try (PathAppendFile file = PathAppendFile.open(deep, options)) {
			assertThat(Look.at(deep).mode() & ~0_640).isZero();
			assertThat(file.foreign()).isEmpty();
			assertThat(file.length()).isZero();
		}
		Files.setPosixFilePermissions(deep, PosixFilePermissions.fromString("rw-rw----"));
		try (PathAppendFile file = PathAppendFile.open(deep, options)) {
			assertThat(file.foreign()).contains("has mode 0660, which is wider than 0640");
		}
	}

	@Test
	void claimsOfOneFileSystemHoldNoOtherUp() throws Exception {
		try (PathAppendFile file = open()) {
			assertThat(Files.readString(path(".log.lock"))).startsWith("async-append 1 pid ");
			assertThatThrownBy(this::open).isInstanceOf(FileInUseException.class);
			Files.delete(path(".log.lock"));
			file.check();
			inAnotherThread(() -> PathAppendFile.open(path("other"), AppenderOptions.defaults()).close());
		}
		inAnotherThread(() -> PathAppendFile.open(path("other"), AppenderOptions.defaults()).close());
	}

	private static void inAnotherThread(Work work) throws Exception {
		CompletableFuture<Void> done = new CompletableFuture<>();
		new Thread(() -> {
			try {
				work.run();
				done.complete(null);
			}
			catch (Throwable ex) {
				done.completeExceptionally(ex);
			}
		}).start();
		done.get();
	}

	@Test
	void whatIsInThePlaceOfTheLockFileKeepsItFromBeingOpened() throws IOException {
		Files.writeString(path(), "x");
		Files.writeString(path(".log.lock"), "key: value");
		Files.setPosixFilePermissions(path(".log.lock"), PosixFilePermissions.fromString("rw-r-----"));
		assertThatThrownBy(this::open).isInstanceOf(FileSystemException.class).hasMessageContaining("is in the way");
		assertThat(path()).hasContent("x");
	}

}
