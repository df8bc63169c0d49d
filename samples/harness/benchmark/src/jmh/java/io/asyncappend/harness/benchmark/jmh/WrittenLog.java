package io.asyncappend.harness.benchmark.jmh;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A log of lines in a directory of its own, which is deleted with it. */
final class WrittenLog {

	private final AppenderOptions options;

	private final Path directory;

	private AsyncAppendFactory factory;

	private AsyncAppender appender;

	WrittenLog(AppenderOptions options) throws IOException {
		this.options = options;
		this.directory = Files.createTempDirectory("async-append");
		open();
	}

	/** Opens it, again if it was closed. */
	AsyncAppender open() {
		this.factory = AsyncAppendFactory.create();
		this.appender = this.factory.open("log", this.directory.resolve("records.log"), this.options);
		return this.appender;
	}

	AsyncAppender appender() {
		return this.appender;
	}

	/** A line of so many bytes, its delimiter included. */
	static byte[] line(int size) {
		byte[] line = new byte[size];
		Arrays.fill(line, (byte) 'a');
		line[size - 1] = '\n';
		return line;
	}

	/** Appends lines, and returns once they are durable. */
	void fill(long lines, int size) {
		byte[] line = line(size);
		for (long i = 0; i < lines; i++) {
			this.appender.append(line);
		}
		this.appender.sync();
	}

	void close() {
		this.factory.close();
	}

	void delete() throws IOException {
		close();
		try (Stream<Path> all = Files.walk(this.directory)) {
			List<Path> paths = all.sorted(Comparator.reverseOrder()).toList();
			for (Path path : paths) {
				Files.delete(path);
			}
		}
	}

}
