package io.asyncappend.contract;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.support.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A factory in some mode, and a file. */
@Timeout(60)
public abstract class ModeContract {

	public static final AppenderOptions SMALL = AppenderOptions.builder()
		.bufferSize(AppenderOptions.MIN_BUFFER_SIZE)
		.build();

	@TempDir
	public Path directory;

	public final Recorder recorder = new Recorder();

	public Path file;

	public AsyncAppendFactory factory;

	@BeforeEach
	public void buildFactory() throws Exception {
		this.file = this.directory.resolve("file");
		this.factory = factory(this.recorder);
	}

	@AfterEach
	public void closeFactory() throws Exception {
		this.factory.close();
	}

	/** A factory in the mode to test. */
	public abstract AsyncAppendFactory factory(AppendListener listener) throws Exception;

	/** An appender to a file, in the mode to test. */
	public AsyncAppender open(Path file, AppenderOptions options) throws IOException {
		return this.factory.open(file.getFileName().toString(), file, options);
	}

	public AsyncAppender open(AppenderOptions options) throws IOException {
		return open(this.file, options);
	}

	public AsyncAppender open() throws IOException {
		return open(AppenderOptions.defaults());
	}

}
