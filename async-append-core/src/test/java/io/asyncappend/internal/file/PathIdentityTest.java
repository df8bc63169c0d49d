package io.asyncappend.internal.file;

import io.asyncappend.FileLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A path names the file that was opened, or another, or none. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "files have keys on Unix")
class PathIdentityTest {

	@TempDir
	private Path place;

	private Path path;

	private PathIdentity identity;

	@BeforeEach
	void open() throws IOException {
		this.path = Files.createDirectory(this.place.resolve("dir")).resolve("file");
		Files.createFile(this.path);
		this.identity = new PathIdentity(this.path, RegularFile.locate(this.path, true), Look.at(this.path));
	}

	private BasicFileAttributes attributes() throws IOException {
		return Files.readAttributes(this.path, BasicFileAttributes.class);
	}

	@Test
	void theFileIsKnownByItsKey() throws IOException {
		assertThat(this.identity.key()).isEqualTo(attributes().fileKey());
		assertThat(this.identity.isOther(attributes())).isFalse();
		assertThat(this.identity.isSame(Look.at(this.path))).isTrue();
		assertThat(this.identity.isSame(null)).isFalse();
		assertThat(this.identity.look()).isPresent();
		Files.move(this.path, this.place.resolve("away"));
		assertThat(this.identity.look()).isEmpty();
		Files.createFile(this.path);
		assertThat(this.identity.isOther(attributes())).isTrue();
		assertThat(this.identity.isSame(Look.at(this.path))).isFalse();
		assertThat(this.identity.look()).isEmpty();
	}

	@Test
	void withoutKeysItIsKnownByItsPath() throws IOException {
		Look keyless = new Look(this.path, Look.Kind.REGULAR, null, 0, 0, 0, 1, 0, FileTime.fromMillis(0));
		PathIdentity byPath = new PathIdentity(this.path, RegularFile.locate(this.path, true), keyless);
		assertThat(byPath.key()).isEqualTo(this.path.toRealPath());
		assertThat(byPath.isOther(attributes())).isFalse();
		assertThat(byPath.isSame(keyless)).isFalse();
	}

	@Test
	void aPathThatLeadsNowhereLostItsFile() throws IOException {
		assertThat(this.identity.lossOfPath()).isEmpty();
		Files.delete(this.path);
		assertThat(this.identity.lossOfPath()).contains(FileLoss.Kind.DELETED);
	}

	@Test
	void oneThatLeadsThroughAnotherDirectoryHasAnother() throws IOException {
		Files.move(this.path.getParent(), this.place.resolve("away"));
		Files.createFile(Files.createDirectory(this.path.getParent()).resolve("file"));
		assertThat(this.identity.lossOfPath()).contains(FileLoss.Kind.REPLACED);
	}

}
