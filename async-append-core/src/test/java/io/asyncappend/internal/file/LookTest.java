package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A look tells what a name stood for. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "modes and links are those of Unix")
class LookTest {

	@TempDir
	private Path directory;

	private static Look look(String path, Look.Kind kind, Object key, int mode) {
		return new Look(Path.of(path), kind, key, 1, 2, mode, 1, 3, FileTime.fromMillis(4));
	}

	@Test
	void eachKindIsTold() throws IOException {
		Path file = Files.writeString(this.directory.resolve("file"), "four");
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-x--x"));
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), file);
		Look regular = Look.at(file);
		assertThat(regular.kind()).isEqualTo(Look.Kind.REGULAR);
		assertThat(regular.isRegular()).isTrue();
		assertThat(regular.what()).isEqualTo("a regular file");
		assertThat(regular.mode()).isEqualTo(0_651);
		assertThat(regular.size()).isEqualTo(4);
		assertThat(regular.links()).isEqualTo(1);
		assertThat(regular.path()).isEqualTo(file);
		assertThat(regular.owner()).isEqualTo(Files.getAttribute(file, "unix:uid"));
		assertThat(regular.group()).isEqualTo(Files.getAttribute(file, "unix:gid"));
		assertThat(regular.modified()).isEqualTo(Files.getLastModifiedTime(file));
		assertThat(Look.at(link).kind()).isEqualTo(Look.Kind.LINK);
		assertThat(Look.at(link).isRegular()).isFalse();
		assertThat(Look.at(link).what()).isEqualTo("a symbolic link");
		assertThat(Look.at(link, file).isSame(regular)).isTrue();
		assertThat(Look.at(this.directory).what()).isEqualTo("a directory");
		assertThat(Look.at(Path.of("/dev/null")).what()).isEqualTo("a device, a FIFO or a socket");
		assertThatThrownBy(() -> Look.at(this.directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
	}

	@Test
	void theSameIsTheSameUnderEachName() throws IOException {
		Path file = Files.createFile(this.directory.resolve("file"));
		Look before = Look.at(file);
		Look renamed = Look.at(Files.move(file, this.directory.resolve("other")));
		assertThat(renamed.isSame(before)).isTrue();
		assertThat(Look.at(Files.createFile(file)).isSame(before)).isFalse();
	}

	@Test
	void withoutKeysNameAndKindTell() {
		Look one = look("a", Look.Kind.REGULAR, null, 0);
		assertThat(one.isSame(look("a", Look.Kind.REGULAR, null, 1))).isTrue();
		assertThat(one.isSame(look("b", Look.Kind.REGULAR, null, 0))).isFalse();
		assertThat(one.isSame(look("a", Look.Kind.LINK, null, 0))).isFalse();
		assertThat(one.isSame(look("a", Look.Kind.REGULAR, "key", 0))).isFalse();
		assertThat(look("a", Look.Kind.REGULAR, "key", 0).isSame(one)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "0640, rw-r-----, false", "0644, rw-r-----, true", "0600, rw-r-----, false", "0100, rw-r-----, true",
			"04640, rw-r-----, false", "0777, rwxrwxrwx, false" })
	void aModeIsWiderThanPermissions(String mode, String permissions, boolean wider) {
		assertThat(look("a", Look.Kind.REGULAR, null, Integer.parseInt(mode, 8))
			.isWiderThan(PosixFilePermissions.fromString(permissions))).isEqualTo(wider);
	}

	@Test
	void aModeThatIsNotKnownIsNotWider() {
		assertThat(look("a", Look.Kind.REGULAR, null, Look.UNKNOWN)
			.isWiderThan(PosixFilePermissions.fromString("---------"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "r--------", "-w-------", "--x------", "---r-----", "----w----", "-----x---", "------r--",
			"-------w-", "--------x" })
	void eachPermissionIsItsBit(String permission) {
		int at = permission.replaceAll("[rwx].*", "").length();
		assertThat(Look.bits(PosixFilePermissions.fromString(permission))).isEqualTo(1 << (8 - at));
	}

}
