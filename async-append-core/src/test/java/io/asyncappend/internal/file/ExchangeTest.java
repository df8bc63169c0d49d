package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ExchangeTest {

	private static final int ATTACKER = 54_321;

	@TempDir
	private Path directory;

	@BeforeEach
	void needsRoot() {
		Assumptions.assumeTrue(ProcessUser.get() == 0, "only root can give a file to another user");
	}

	private boolean isOutOfReach(Path file) throws IOException {
		return Exchange.isOutOfReach(file, Look.at(file));
	}

	@ParameterizedTest
	@CsvSource({ "0750, 0, 0, true", "0750, 0, 54321, true", "0770, 0, 0, false", "0777, 0, 0, false",
			"01777, 0, 0, true", "01777, 0, 54321, false", "0750, 54321, 0, false", "01777, 54321, 0, false" })
	void aNameIsOutOfReachByDirectoryAndOwner(String mode, int ofDirectory, int ofFile, boolean outOfReach)
			throws IOException {
		Path place = Files.createDirectory(this.directory.resolve("place"));
		Path file = Files.createFile(place.resolve("file"));
		Files.setAttribute(file, "unix:uid", ofFile);
		Files.setAttribute(place, "unix:uid", ofDirectory);
		Files.setAttribute(place, "unix:mode", Integer.parseInt(mode, 8));
		assertThat(isOutOfReach(file)).isEqualTo(outOfReach);
	}

	@Test
	void whatIsNoRegularFileIsWithinReach() throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), Path.of("file"));
		Files.setAttribute(this.directory, "unix:mode", 0_700);
		assertThat(isOutOfReach(link)).isFalse();
		Files.setAttribute(this.directory, "unix:uid", ATTACKER);
		assertThat(isOutOfReach(link)).isFalse();
	}

}
