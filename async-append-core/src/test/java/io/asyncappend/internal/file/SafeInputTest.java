package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is read is what was looked at, whatever comes behind it meanwhile. */
class SafeInputTest {

	@TempDir
	private Path directory;

	private SafeInput open(String content) throws IOException {
		Path file = Files.writeString(this.directory.resolve("file"), content);
		Look look = Look.at(file);
		FileChannel channel = FileChannel.open(file);
		return new SafeInput(look, Channels.newInputStream(channel), channel);
	}

	private void append(String more) throws IOException {
		Files.writeString(this.directory.resolve("file"), more, StandardOpenOption.APPEND);
	}

	@Test
	void itEndsWhereItEndedWhenItWasLookedAt() throws IOException {
		try (SafeInput input = open("abc\u0000")) {
			append("more");
			assertThat(input.size()).isEqualTo(4);
			assertThat(input.read()).isEqualTo('a');
			assertThat(input.available()).isEqualTo(3);
			byte[] bytes = new byte[10];
			assertThat(input.read(bytes, 1, 0)).isZero();
			assertThat(input.read(bytes, 1, 9)).isEqualTo(3);
			assertThat(bytes).startsWith(0, 'b', 'c', 0);
			assertThat(input.read(bytes, 0, 10)).isEqualTo(-1);
			assertThat(input.read(bytes, 0, 0)).isZero();
			assertThat(input.read()).isEqualTo(-1);
			assertThat(input.available()).isZero();
		}
	}

	@Test
	void aByteIsNoNumberBelowZero() throws IOException {
		Path file = Files.write(this.directory.resolve("file"), new byte[] { -1 });
		FileChannel channel = FileChannel.open(file);
		try (SafeInput input = new SafeInput(Look.at(file), Channels.newInputStream(channel), channel)) {
			assertThat(input.read()).isEqualTo(255);
		}
	}

	@Test
	void whatIsSkippedIsNotLeft() throws IOException {
		try (SafeInput input = open("abcdef")) {
			append("more");
			assertThat(input.skip(-1)).isZero();
			assertThat(input.skip(2)).isEqualTo(2);
			assertThat(input.read()).isEqualTo('c');
			assertThat(input.skip(100)).isEqualTo(3);
			assertThat(input.read()).isEqualTo(-1);
		}
	}

	@Test
	void onlyAllOfItIsTheWhole() throws IOException {
		try (SafeInput input = open("ab")) {
			assertThatThrownBy(input::requireWhole).isInstanceOf(FileSystemException.class)
				.hasMessageContaining("was changed while it was read");
			input.readAllBytes();
			assertThatCode(input::requireWhole).doesNotThrowAnyException();
			append("c");
			assertThatThrownBy(input::requireWhole).isInstanceOf(FileSystemException.class);
		}
	}

	@Test
	void aFileThatWasCutIsNotTheWhole() throws IOException {
		Path file = Files.writeString(this.directory.resolve("file"), "ab");
		Look longer = new Look(file, Look.Kind.REGULAR, null, 0, 0, 0, 1, 3, FileTime.fromMillis(0));
		FileChannel channel = FileChannel.open(file);
		try (SafeInput input = new SafeInput(longer, Channels.newInputStream(channel), channel)) {
			assertThat(input.readAllBytes()).hasSize(2);
			assertThat(input.read()).isEqualTo(-1);
			assertThatThrownBy(input::requireWhole).isInstanceOf(FileSystemException.class);
		}
		assertThat(channel.isOpen()).isFalse();
	}

	@Test
	void moreThanAnIntIsAvailableAtMost() throws IOException {
		Path file = Files.createFile(this.directory.resolve("file"));
		Look large = new Look(file, Look.Kind.REGULAR, null, 0, 0, 0, 1, 1L << 40, FileTime.fromMillis(0));
		FileChannel channel = FileChannel.open(file);
		try (SafeInput input = new SafeInput(large, Channels.newInputStream(channel), channel)) {
			assertThat(input.available()).isEqualTo(Integer.MAX_VALUE);
		}
	}

}
