package io.asyncappend.internal.archive;

import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.SafeDirectory;
import io.asyncappend.internal.file.SafeInput;
import io.asyncappend.internal.file.SafeOutput;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * Compresses an archive such that whatever is called {@code .gz} is whole at any moment,
 * and the records are on the disk under one of both names at least:
 * <ol>
 * <li>compress into a hidden file that only its owner may read, then give it the owner,
 * mode and time of the original, and force it;</li>
 * <li>link it to its name, which unlike a rename replaces nothing, and force the
 * directory;</li>
 * <li>delete the hidden name, and the original.</li>
 * </ol>
 * A crash before 2 leaves a hidden file, which the next start deletes; one after it
 * leaves both, of which the next start deletes the original, once it has seen that the
 * other has the same content.
 * <p>
 * What is read is what was looked at, to the last byte; what gets owner and mode is the
 * file that is open and was created here; what was compressed is deleted only once its
 * other name stands for that file.
 */
final class GzipCompressor {

	private static final int CHUNK = 1 << 16;

	private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

	private final SafeDirectory directory;

	private final Archive archive;

	private final BooleanSupplier stopped;

	/**
	 * Prepares.
	 * @param directory where the archive lies
	 * @param archive there as it was written, and maybe compressed too
	 * @param stopped whether to stop
	 */
	GzipCompressor(SafeDirectory directory, Archive archive, BooleanSupplier stopped) {
		this.directory = directory;
		this.archive = archive;
		this.stopped = stopped;
	}

	/**
	 * Compresses it.
	 * @return the size of what is there now, in bytes; empty if it was to stop
	 */
	OptionalLong compress() throws IOException {
		if (this.archive.isCompressed()) {
			return finish();
		}
		try (SafeOutput half = this.directory.create(
				ArchiveNamePattern.temporary(this.archive.path(), ThreadLocalRandom.current().nextLong()),
				OWNER_ONLY)) {
			OptionalLong bytes;
			try {
				bytes = write(half);
				if (bytes.isPresent()) {
					link(half);
					this.directory.force();
				}
			}
			finally {
				this.directory.delete(half.look());
			}
			if (bytes.isPresent()) {
				this.directory.delete(this.archive.plain());
			}
			return bytes;
		}
	}

	private void link(SafeOutput half) throws IOException {
		try {
			this.directory.link(half, this.archive.gzip());
		}
		catch (FileAlreadyExistsException ex) {
			throw ex;
		}
		catch (UnsupportedOperationException | IOException ex) {
			throw new IOException(this.archive.gzip() + " cannot be made without replacing what may be there, as the"
					+ " file system gives no second name to " + half.name() + ": " + ex, ex);
		}
	}

	private OptionalLong write(SafeOutput half) throws IOException {
		try (SafeInput in = this.directory.read(this.archive.plain());
				GZIPOutputStream out = new GZIPOutputStream(half.stream(), CHUNK)) {
			if (!copy(in, out)) {
				return OptionalLong.empty();
			}
			in.requireWhole();
			out.finish();
			half.resemble(this.archive.plain());
			half.force();
			return OptionalLong.of(half.size());
		}
	}

	private boolean copy(InputStream in, OutputStream out) throws IOException {
		byte[] chunk = new byte[CHUNK];
		for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
			if (this.stopped.getAsBoolean()) {
				return false;
			}
			out.write(chunk, 0, length);
		}
		return true;
	}

	private OptionalLong finish() throws IOException {
		Look plain = this.archive.plain();
		try (SafeInput original = this.directory.read(plain);
				InputStream expected = new BufferedInputStream(original);
				InputStream found = ReadableArchive.unzip(this.directory, this.archive.compressed())) {
			if (!isSame(expected, found)) {
				return OptionalLong.empty();
			}
			original.requireWhole();
		}
		catch (ZipException | EOFException ex) {
			throw inTheWay(ex);
		}
		// Its name may be as new as the process that died.
		this.directory.force();
		this.directory.delete(plain);
		return OptionalLong.of(this.archive.compressed().size());
	}

	/** Whether it came to the end; whatever differs on the way there is in the way. */
	private boolean isSame(InputStream original, InputStream copy) throws IOException {
		byte[] expected = new byte[CHUNK];
		byte[] found = new byte[CHUNK];
		int length;
		do {
			if (this.stopped.getAsBoolean()) {
				return false;
			}
			length = original.readNBytes(expected, 0, CHUNK);
			int other = copy.readNBytes(found, 0, CHUNK);
			if (!Arrays.equals(expected, 0, length, found, 0, other)) {
				throw inTheWay(null);
			}
		}
		while (length > 0);
		return true;
	}

	private IOException inTheWay(IOException cause) {
		FileSystemException ex = new FileSystemException(this.archive.gzip().toString(), this.archive.path().toString(),
				"is in the way: it is not the other one compressed");
		ex.initCause(cause);
		return ex;
	}

}
