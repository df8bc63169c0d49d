package io.asyncappend;

import io.asyncappend.internal.file.ProcessUser;
import io.asyncappend.support.Recorder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What others give the names of the files beside a log is neither followed, opened nor
 * changed, and keeps no appender from appending.
 */
@EnabledOnOs(OS.LINUX)
class InTheWayTest {

	private static final String SECRET = "of another service\n";

	private static final int OTHER_USER = 54_321;

	@TempDir
	private Path temporary;

	private Path directory;

	private Path elsewhere;

	private final Recorder recorder = new Recorder();

	private AsyncAppendFactory factory;

	@BeforeEach
	void openFactory() throws IOException {
		this.directory = Files.createDirectory(this.temporary.toRealPath().resolve("logs"));
		this.elsewhere = Files.writeString(this.temporary.toRealPath().resolve("elsewhere"), SECRET);
		this.factory = AsyncAppendFactory.builder().listener(this.recorder).build();
	}

	@AfterEach
	void closeFactory() {
		this.factory.close();
	}

	/** What has the name of a file of ours. */
	private enum Kind {

		DIRECTORY("is in the way: it is a directory") {

			@Override
			void make(Path path, Path elsewhere) throws IOException {
				Files.createDirectory(path);
			}

		},

		FIFO("is in the way: it is a device, a FIFO or a socket") {

			@Override
			void make(Path path, Path elsewhere) throws Exception {
				assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
			}

		},

		LINK("is in the way: it is a symbolic link") {

			@Override
			void make(Path path, Path elsewhere) throws IOException {
				Files.createSymbolicLink(path, elsewhere);
			}

		},

		LINK_TO_NOTHING("is in the way: it is a symbolic link") {

			@Override
			void make(Path path, Path elsewhere) throws IOException {
				Files.createSymbolicLink(path, elsewhere.resolveSibling("nothing"));
			}

		},

		HARD_LINK("is in the way: it has another name") {

			@Override
			void make(Path path, Path elsewhere) throws IOException {
				Files.createLink(path, elsewhere);
			}

		},

		OF_ANOTHER_USER("is in the way: it belongs to user " + OTHER_USER) {

			@Override
			void make(Path path, Path elsewhere) throws IOException {
				Assumptions.assumeTrue(ProcessUser.get() == 0, "only root can give a file to another user");
				Files.writeString(path, "");
				Files.setAttribute(path, "unix:uid", OTHER_USER);
			}

		},

		LATER_VERSION("a later version of this library") {

			@Override
			void make(Path path, Path elsewhere) throws IOException {
				Files.write(path, ofLaterVersion(path.getFileName().toString()));
				Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
			}

		};

		private final String reason;

		Kind(String reason) {
			this.reason = reason;
		}

		abstract void make(Path path, Path elsewhere) throws Exception;

		private static byte[] ofLaterVersion(String name) {
			boolean isIndex = name.endsWith(".index");
			ByteBuffer bytes = ByteBuffer.allocate(isIndex ? 64 : 8192);
			if (isIndex) {
				bytes.putLong(0x4141_494E_4445_580AL).putInt(2).putInt(128);
			}
			else {
				bytes.putInt(name.endsWith(".positions") ? 0x41414c50 : 0x41416375).putInt(2).putLong(1).putLong(0);
			}
			int length = isIndex ? 60 : 28;
			CRC32C checksum = new CRC32C();
			checksum.update(bytes.array(), 0, length);
			return bytes.putInt(length, (int) checksum.getValue()).array();
		}

	}

	static Stream<Arguments> kinds() {
		return Stream.of("positions", "index", "cursor.billing")
			.flatMap((suffix) -> Stream.of(Kind.values()).map((kind) -> Arguments.of(suffix, kind)));
	}

	@ParameterizedTest
	@MethodSource("kinds")
	@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void whatIsInTheWayIsLeftAloneAndTold(String suffix, Kind kind) throws Exception {
		Path path = this.directory.resolve(".app.log." + suffix);
		kind.make(path, this.elsewhere);
		String before = describe(path);
		AsyncAppender appender = open();
		append(appender, "first");
		appender.rotate();
		append(appender, "second");
		if (suffix.startsWith("cursor")) {
			assertThatThrownBy(() -> appender.cursor("billing")).isInstanceOf(AppendException.class)
				.hasMessageContaining(kind.reason);
			assertThat(this.recorder.logFailures).isEmpty();
		}
		else {
			Awaitility.await()
				.untilAsserted(() -> assertThat(this.recorder.logFailures).singleElement()
					.asString()
					.contains(path.toString(), kind.reason));
		}
		assertThat(describe(path)).isEqualTo(before);
		assertThat(this.elsewhere).hasContent(SECRET);
		appender.close();
		assertThat(describe(path)).isEqualTo(before);
		requireAllAfterItIsGone(path);
	}

	/** The next opening has what the one before could not. */
	private void requireAllAfterItIsGone(Path path) throws IOException {
		Files.delete(path);
		AsyncAppender appender = open();
		append(appender, "third");
		appender.rotate();
		append(appender, "fourth");
		assertThat(appender.status().log()).isPresent();
		assertThat(appender.status().trouble().logFailure()).isEmpty();
		try (LogCursor cursor = appender.cursor("billing")) {
			List<LogEntry> entries = cursor.poll(10, Duration.ofSeconds(10));
			assertThat(entries).allMatch(LogRecord.class::isInstance);
			assertThat(((LogRecord) entries.get(entries.size() - 1)).text()).isEqualTo("fourth");
		}
		assertThat(this.elsewhere.resolveSibling("nothing")).doesNotExist();
		assertThat(this.elsewhere).hasContent(SECRET);
	}

	private AsyncAppender open() {
		return this.factory.open("app", this.directory.resolve("app.log"),
				AppenderOptions.builder().rotation(Rotation.onDemand()).build());
	}

	private static void append(AsyncAppender appender, String text) {
		appender.append((text + "\n").getBytes(StandardCharsets.UTF_8));
		appender.sync();
	}

	private static String describe(Path path) throws IOException {
		Map<String, Object> all = Files.readAttributes(path, "unix:ino,uid,gid,mode,nlink,size,lastModifiedTime",
				LinkOption.NOFOLLOW_LINKS);
		Optional<String> content = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
				? Optional.of(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1)) : Optional.empty();
		return all + content.orElse("");
	}

}
