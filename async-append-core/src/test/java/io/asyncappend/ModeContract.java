package io.asyncappend;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A factory in some mode, and a file. */
@Timeout(60)
abstract class ModeContract {

	static final AppenderOptions SMALL = AppenderOptions.builder().bufferSize(AppenderOptions.MIN_BUFFER_SIZE).build();

	@TempDir
	Path directory;

	final Recorder recorder = new Recorder();

	Path file;

	AsyncAppendFactory factory;

	@BeforeEach
	void buildFactory() throws Exception {
		this.file = this.directory.resolve("file");
		this.factory = factory(this.recorder);
	}

	@AfterEach
	void closeFactory() throws Exception {
		this.factory.close();
	}

	/** A factory in the mode to test. */
	abstract AsyncAppendFactory factory(AppendListener listener) throws Exception;

	/** An appender to a file, in the mode to test. */
	AsyncAppender open(Path file, AppenderOptions options) throws IOException {
		return this.factory.open(file.getFileName().toString(), file, options);
	}

	AsyncAppender open(AppenderOptions options) throws IOException {
		return open(this.file, options);
	}

	AsyncAppender open() throws IOException {
		return open(AppenderOptions.defaults());
	}

}
