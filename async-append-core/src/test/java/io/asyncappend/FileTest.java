package io.asyncappend;

import io.asyncappend.internal.file.FileInUseException;
import io.asyncappend.support.Crew;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What may be a file and a name, and that a file has one appender. */
@Timeout(60)
class FileTest {

	@TempDir
	private Path directory;

	private final AsyncAppendFactory factory = AsyncAppendFactory.create();

	@AfterEach
	void close() {
		this.factory.close();
	}

	private void refused(Path path, String reason) {
		assertThatThrownBy(() -> this.factory.open("name", path)).isInstanceOf(AppendException.class)
			.hasCauseInstanceOf(IOException.class)
			.hasMessageContaining(path.toString())
			.hasMessageContaining(reason);
		assertThat(this.factory.find("name")).isEmpty();
		assertThat(this.factory.appenders()).isEmpty();
	}

	@Test
	void aDirectoryIsRefused() {
		refused(this.directory, "is a directory");
		refused(Path.of("/"), "is a directory");
	}

	@Test
	void aParentThatIsAFileIsRefused() throws Exception {
		Path file = Files.createFile(this.directory.resolve("file"));
		refused(file.resolve("child"), "file");
	}

	@Test
	void aPathWithoutPermissionIsRefused() {
		// The kernel lets nobody create a file there, not even root.
		refused(Path.of("/proc/self/async-append-test"), "/proc/self");
	}

	@Test
	void theStatusHasWhatIsFreeOnTheFileSystem() throws Exception {
		long total = Files.getFileStore(this.directory).getTotalSpace();
		AsyncAppender appender = this.factory.open("name", this.directory.resolve("file"));
		assertThat(appender.status().storage().freeBytes().orElseThrow()).isBetween(0L, total);
		try (FileChannel channel = FileChannel.open(this.directory.resolve("lent"), StandardOpenOption.CREATE,
				StandardOpenOption.APPEND)) {
			AsyncAppender borrowed = this.factory.create("borrowed", channel);
			assertThat(borrowed.status().storage()).isEqualTo(AppenderStorage.UNKNOWN);
			borrowed.close();
		}
	}

	@Test
	void aFifoIsRefusedInsteadOfHanging() throws Exception {
		Path fifo = this.directory.resolve("fifo");
		assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
		refused(fifo, "not a regular file");
	}

	@Test
	void aDeviceIsRefused() {
		refused(Path.of("/dev/null"), "not a regular file");
	}

	@Test
	void aLinkIntoADirectoryThatIsNotThereIsRefused() throws Exception {
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), Path.of("no/where"));
		refused(link, "is a symbolic link to no/where, which does not exist");
		refused(Files.createSymbolicLink(this.directory.resolve("another"), link), "which does not exist");
	}

	@Test
	void whatADanglingLinkLeadsToIsCreatedWhereItLies() throws Exception {
		Files.createDirectories(this.directory.resolve("a/b"));
		Files.createSymbolicLink(this.directory.resolve("there"), Path.of("a/b"));
		Files.createSymbolicLink(this.directory.resolve("a/middle"), Path.of("../there/file"));
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), Path.of("a/middle"));
		AsyncAppender appender = this.factory.open("name", link);
		appender.append("one\n".getBytes());
		assertThatThrownBy(() -> this.factory.open("second", this.directory.resolve("a/b/file")))
			.isInstanceOf(AppendException.class)
			.hasCauseInstanceOf(FileInUseException.class);
		appender.close();
		assertThat(link).isSymbolicLink();
		assertThat(this.directory.resolve("a/middle")).isSymbolicLink();
		assertThat(this.directory.resolve("a/b/file")).hasContent("one\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ".", "..", "a/b", "a\\b", "a\nb", "a\0b", "\u0085" })
	void aNameThatIsNoneIsRefused(String name) {
		assertThatThrownBy(() -> this.factory.open(name, this.directory.resolve("file")))
			.isInstanceOf(IllegalArgumentException.class)
			.extracting(Throwable::getMessage)
			.asString()
			.doesNotContain("\n");
		assertThat(this.directory.resolve("file")).doesNotExist();
	}

	@Test
	void nullsAndLongNamesAreRefused() {
		Path file = this.directory.resolve("file");
		assertThatThrownBy(() -> this.factory.open(null, file)).isInstanceOf(NullPointerException.class);
		assertThatThrownBy(() -> this.factory.open("name", (Path) null)).isInstanceOf(NullPointerException.class);
		assertThatThrownBy(() -> this.factory.open("name", file, null)).isInstanceOf(NullPointerException.class);
		assertThatThrownBy(() -> this.factory.create("name", null)).isInstanceOf(NullPointerException.class);
		assertThatThrownBy(() -> this.factory.find(null)).isInstanceOf(NullPointerException.class);
		assertThatThrownBy(() -> this.factory.open("n".repeat(201), file)).isInstanceOf(IllegalArgumentException.class);
		this.factory.open("n".repeat(200), file);
		this.factory.open("über-prüfung 1", this.directory.resolve("line\nbreak")).append(new byte[1]);
	}

	@Test
	void aChannelThatCannotBeWrittenIsRefused() throws Exception {
		Path file = Files.createFile(this.directory.resolve("file"));
		FileChannel readable = FileChannel.open(file, StandardOpenOption.READ);
		assertThatThrownBy(() -> this.factory.create("name", readable)).isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("not open for writing");
		readable.close();
		assertThatThrownBy(() -> this.factory.create("name", readable)).isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("closed");
		assertThat(this.factory.find("name")).isEmpty();
	}

	@Test
	void optionsOutsideTheirRangeAreRefused() {
		AppenderOptions.Builder builder = AppenderOptions.builder();
		assertThatThrownBy(() -> builder.bufferSize(1023)).isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("1023");
		assertThatThrownBy(() -> builder.bufferSize((1 << 30) + 1)).isInstanceOf(IllegalArgumentException.class);
		assertThatThrownBy(() -> builder.writeRetry(java.time.Duration.ofNanos(-1)))
			.isInstanceOf(IllegalArgumentException.class);
		assertThatThrownBy(() -> SyncPolicy.every(java.time.Duration.ZERO))
			.isInstanceOf(IllegalArgumentException.class);
		assertThatThrownBy(() -> Backpressure.block(java.time.Duration.ZERO))
			.isInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void newFilesArePrivateAndTheirParentsAreCreated() throws Exception {
		Path file = this.directory.resolve("a/b/c");
		AsyncAppender appender = this.factory.open("name", file);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
		Path secret = this.directory.resolve("secret");
		this.factory.open("secret", secret,
				AppenderOptions.builder().permissions(PosixFilePermissions.fromString("rw-------")).build());
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret))).isEqualTo("rw-------");
		assertThat(appender.status().file()).contains(file);
	}

	@Test
	void whatIsInTheFileStays() throws Exception {
		Path file = Files.writeString(this.directory.resolve("file"), "before");
		AsyncAppender appender = this.factory.open("name", file,
				AppenderOptions.builder().tornTail(TornTail.leave()).build());
		assertThat(appender.append("after".getBytes())).isEqualTo(11);
		appender.flush();
		assertThat(file).hasContent("beforeafter");
	}

	@Test
	void aFileHasOneAppenderWhateverTheWayToIt() throws Exception {
		Path file = this.directory.resolve("file");
		AsyncAppender holder = this.factory.open("holder", file);
		Path relative = Path.of("").toAbsolutePath().relativize(file);
		List<Path> ways = List.of(file, relative, this.directory.resolve("./x/../file"),
				Files.createSymbolicLink(this.directory.resolve("symbolic"), file),
				Files.createLink(this.directory.resolve("hard"), file));
		Files.createDirectory(this.directory.resolve("x"));
		for (int i = 0; i < 3; i++) {
			for (Path way : ways) {
				assertThatThrownBy(() -> this.factory.open("other", way)).isInstanceOf(AppendException.class)
					.hasMessageContaining("has it open already");
			}
			borrowIsRefused(file);
			Files.readAllBytes(file);
		}
		holder.close();
		for (Path way : ways) {
			this.factory.open("holder", way).close();
		}
	}

	private void borrowIsRefused(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
			assertThatThrownBy(() -> this.factory.create("other", channel)).isInstanceOf(AppendException.class)
				.hasMessageContaining("has it open already");
			assertThat(channel.isOpen()).isTrue();
		}
	}

	@Test
	void aBorrowedFileHasOneAppenderToo() throws Exception {
		Path file = this.directory.resolve("file");
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND)) {
			AsyncAppender holder = this.factory.create("holder", channel);
			assertThatThrownBy(() -> this.factory.open("other", file)).isInstanceOf(AppendException.class);
			assertThatThrownBy(() -> this.factory.create("other", channel)).isInstanceOf(AppendException.class);
			holder.close();
			this.factory.create("other", channel).close();
			this.factory.open("other", file).close();
			assertThat(channel.isOpen()).isTrue();
		}
	}

	@Test
	void refusedOpensInARaceLeaveTheFileClaimableAfterTheClose() throws Exception {
		Path file = this.directory.resolve("file");
		for (int round = 0; round < 30; round++) {
			try (Crew crew = new Crew()) {
				for (int i = 0; i < 4; i++) {
					String name = "racer-" + i;
					crew.addWork(() -> {
						for (int n = 0; n < 10; n++) {
							try {
								this.factory.open(name, file).close();
							}
							catch (AppendException ex) {
								assertThat(ex).hasMessageContaining("has it open already");
							}
						}
					});
				}
				crew.join();
			}
			this.factory.open("last", file).close();
		}
	}

	@Test
	void aNameIsFreeAgainAfterItsClose() {
		for (int i = 0; i < 100; i++) {
			AsyncAppender appender = this.factory.open("name", this.directory.resolve("file"));
			assertThat(this.factory.find("name")).containsSame(appender);
			assertThatThrownBy(() -> this.factory.open("name", this.directory.resolve("other")))
				.isInstanceOf(IllegalArgumentException.class)
				.hasMessageContaining("'name'");
			appender.close();
			assertThat(this.factory.find("name")).isEmpty();
		}
	}

	@Test
	void theFactoryReachesAllAndClosesAll() {
		AsyncAppender first = this.factory.open("first", this.directory.resolve("first"));
		AsyncAppender second = this.factory.open("second", this.directory.resolve("second"));
		assertThat(this.factory.appenders()).containsExactly(first, second);
		first.append(new byte[1]);
		second.append(new byte[2]);
		this.factory.flush();
		assertThat(this.directory.resolve("second")).hasSize(2);
		this.factory.sync();
		assertThat(first.status().positions().durable()).isEqualTo(1);
		assertThat(second.status().positions().durable()).isEqualTo(2);
		this.factory.close();
		this.factory.close();
		assertThat(first.status().state()).isEqualTo(AppenderStatus.State.CLOSED);
		assertThat(this.factory.appenders()).isEmpty();
		assertThatThrownBy(() -> this.factory.open("third", this.directory.resolve("third")))
			.isInstanceOf(AppenderClosedException.class);
		assertThat(this.directory.resolve("third")).doesNotExist();
	}

}
