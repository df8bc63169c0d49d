package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The descriptor of a file is found, whatever was found before. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has /proc/self/fd")
class OpenFileTest {

	@TempDir
	private Path directory;

	private final List<FileChannel> channels = new ArrayList<>();

	@AfterEach
	void close() throws IOException {
		for (FileChannel channel : this.channels) {
			channel.close();
		}
	}

	private FileChannel open(Path file) throws IOException {
		FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
		this.channels.add(channel);
		return channel;
	}

	private void requireFound(FileChannel channel, Path file, long position) throws IOException {
		Path descriptor = OpenFile.of(channel, file).path();
		assertThat(channel.position()).isZero();
		channel.position(position);
		assertThat(Files.readString(Path.of("/proc/self/fdinfo").resolve(descriptor.getFileName())))
			.startsWith("pos:\t" + position + "\n");
	}

	@Test
	void eachOfManyDescriptorsOfOneFileIsTold() throws IOException {
		Path file = this.directory.resolve("file");
		for (int i = 0; i < 100; i++) {
			open(file);
		}
		for (int i = 0; i < 100; i++) {
			// Forwards, backwards, and far from the last one.
			int next = (i * 37) % 100;
			requireFound(this.channels.get(next), file, 1000 + next);
		}
	}

	@Test
	void aDescriptorIsFoundAfterTheLastOnesAreClosed() throws IOException {
		for (int i = 0; i < 50; i++) {
			Path file = this.directory.resolve("file" + i);
			for (int other = 0; other < i % 7; other++) {
				open(file);
			}
			requireFound(open(file), file, i);
			if (i % 10 == 9) {
				close();
				this.channels.clear();
			}
		}
	}

	@Test
	void aFileWithAnotherNameByNowIsNotTold() throws IOException {
		Path file = this.directory.resolve("file");
		FileChannel channel = open(file);
		Files.move(file, this.directory.resolve("other"));
		assertThat(OpenFile.of(channel, file)).isNull();
	}

}
