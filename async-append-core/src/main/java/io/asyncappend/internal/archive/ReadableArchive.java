package io.asyncappend.internal.archive;

import io.asyncappend.AppendedFiles;
import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.SafeDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** An archive that was found, to be read. Any number may be open at a time. */
public final class ReadableArchive implements AppendedFiles.Readable {

	private static final int CHUNK = 1 << 16;

	private final ArchiveDirectory archives;

	private final Archive archive;

	/**
	 * An archive to read.
	 * @param archives those among which it is
	 * @param archive as it was found
	 */
	public ReadableArchive(ArchiveDirectory archives, Archive archive) {
		this.archives = archives;
		this.archive = archive;
	}

	@Override
	public Path path() {
		return this.archive.found();
	}

	@Override
	public long size() {
		return this.archive.isCompressed() ? this.archive.compressed().size() : this.archive.plain().size();
	}

	@Override
	public InputStream open() throws IOException {
		try (SafeDirectory directory = this.archives.open()) {
			if (this.archive.isCompressed()) {
				return unzip(directory, this.archive.compressed());
			}
			try {
				return directory.read(this.archive.plain());
			}
			catch (FileSystemException ex) {
				return unzip(directory, compressedSince(directory, ex));
			}
		}
	}

	/** It may lose its name while it is opened, too. */
	private Look compressedSince(SafeDirectory directory, FileSystemException ex) throws IOException {
		if (directory.look(this.archive.path()) != null) {
			throw ex;
		}
		Look look = directory.look(this.archive.gzip());
		if (look == null || !this.archives.isOurs(look)) {
			throw new NoSuchFileException(this.archive.path().toString());
		}
		return look;
	}

	static InputStream unzip(SafeDirectory directory, Look look) throws IOException {
		InputStream in = read(directory, look);
		try {
			return new Unzipped(in);
		}
		catch (Throwable ex) {
			in.close();
			throw ex;
		}
	}

	/**
	 * What the JDK reads of one part (member of RFC 1952) after the other, by a call in a
	 * call for each that is empty: some thousands of them end the stack.
	 */
	private static final class Unzipped extends GZIPInputStream {

		Unzipped(InputStream in) throws IOException {
			super(in, CHUNK);
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			try {
				return super.read(bytes, offset, length);
			}
			catch (StackOverflowError ex) {
				throw new ZipException("has too many parts without content");
			}
		}

	}

	/** What is deleted while it is opened is deleted. */
	private static InputStream read(SafeDirectory directory, Look look) throws IOException {
		try {
			return directory.read(look);
		}
		catch (FileSystemException ex) {
			if (directory.look(look.path()) == null) {
				throw new NoSuchFileException(look.path().toString());
			}
			throw ex;
		}
	}

}
