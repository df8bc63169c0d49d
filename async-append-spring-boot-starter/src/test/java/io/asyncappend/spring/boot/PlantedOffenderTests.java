package io.asyncappend.spring.boot;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.FileSystemResource;

import io.asyncappend.spring.boot.StarterArchitectureTests.Room;
import io.asyncappend.spring.boot.appenders.AppenderLookup;
import io.asyncappend.spring.boot.properties.AppenderNames;

import static org.assertj.core.api.Assertions.assertThat;

/** The rules of the architecture find what breaks them. */
class PlantedOffenderTests {

	@ParameterizedTest
	@ValueSource(classes = { Lists.class, Reads.class, Streams.class, Seeks.class, Channels.class, Asks.class,
			Springs.class })
	void offendersAreFound(Class<?> offender) {
		assertThat(isBroken(StarterArchitectureTests.safeDoorToNames, offender)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(classes = { Reads.class, Streams.class, Seeks.class, Channels.class, Asks.class, Springs.class })
	void thoseThatMayAskForAttributesOpenNothing(Class<?> offender) {
		assertThat(isBroken(StarterArchitectureTests.attributesOnly, offender)).isTrue();
	}

	@Test
	void attributesMayBeAskedFor() {
		assertThat(isBroken(StarterArchitectureTests.attributesOnly, Lists.class)).isFalse();
	}

	@Test
	void pathsAloneBreakNothing() {
		assertThat(isBroken(StarterArchitectureTests.safeDoorToNames, Names.class)).isFalse();
	}

	@Test
	void aCycleWithinAPackageIsFound() {
		assertThat(isBroken(StarterArchitectureTests.noCycles(), PlantedCycle.class, PlantedCycleOther.class)).isTrue();
		assertThat(isBroken(StarterArchitectureTests.noCycles(), PlantedCycle.class)).isFalse();
	}

	@Test
	void aRoomThatKnowsAnotherIsFound() {
		assertThat(isBroken(new Room("properties", "of the test").rule(), AppenderNames.class)).isFalse();
		assertThat(isBroken(new Room("appenders", "of the test").rule(), AppenderLookup.class, AppenderNames.class))
			.isTrue();
	}

	private static boolean isBroken(ArchRule rule, Class<?>... types) {
		return rule.evaluate(new ClassFileImporter().importClasses(types)).hasViolation();
	}

	static class Lists {

		Object of(Path path) throws IOException {
			return Files.list(path);
		}

	}

	static class Reads {

		Object of(Path path) throws IOException {
			return Files.readString(path);
		}

	}

	static class Streams {

		Object of(String name) throws IOException {
			return new FileInputStream(name);
		}

	}

	static class Seeks {

		Object of(String name) throws IOException {
			return new RandomAccessFile(name, "r");
		}

	}

	static class Channels {

		Object of(Path path) throws IOException {
			return FileChannel.open(path);
		}

	}

	static class Asks {

		boolean of(String name) {
			return new File(name).delete();
		}

	}

	static class Springs {

		Object of(String name) {
			return new FileSystemResource(name);
		}

	}

	static class Names {

		Path of(Path path) {
			return path.resolve("a").normalize();
		}

	}

}
