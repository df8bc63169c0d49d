package io.asyncappend.fault;

import io.asyncappend.AppenderOptions;
import io.asyncappend.FileLoss;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.file.PathAppendFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/** A real file that nothing can take the place of, as if there were no descriptors. */
public final class Reluctant implements AppendFile {

	private final AppendFile file;

	public volatile boolean reluctant = true;

	private Reluctant(AppendFile file) {
		this.file = file;
	}

	public static Reluctant open(Path path) throws IOException {
		AppenderOptions settings = AppenderOptions.defaults();
		return new Reluctant(PathAppendFile.open(path, settings));
	}

	@Override
	public AppendFile reopen() throws IOException {
		if (this.reluctant) {
			throw new IOException("Too many open files");
		}
		AppendFile now = this.file.reopen();
		return (now == this.file) ? this : now;
	}

	@Override
	public void write(ByteBuffer bytes) throws IOException {
		this.file.write(bytes);
	}

	@Override
	public void force() throws IOException {
		this.file.force();
	}

	@Override
	public boolean archive(Path name) throws IOException {
		return this.file.archive(name);
	}

	@Override
	public long length() {
		return this.file.length();
	}

	@Override
	public Optional<Path> archivable() {
		return this.file.archivable();
	}

	@Override
	public FileLoss check() throws IOException {
		return this.file.check();
	}

	@Override
	public boolean anyThread() {
		return this.file.anyThread();
	}

	@Override
	public String engine() {
		return this.file.engine();
	}

	@Override
	public Optional<Path> path() {
		return this.file.path();
	}

	@Override
	public void close() throws IOException {
		this.file.close();
	}

}
