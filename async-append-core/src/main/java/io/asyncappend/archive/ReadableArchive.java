package io.asyncappend.archive;

import io.asyncappend.file.Look;
import io.asyncappend.file.SafeDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** An archive that was found, to be read. Any number may be open at a time. */
public final class ReadableArchive {

	private static final int CHUNK = 1 << 16;

	private final Archives archives;

	private final Archive archive;

	ReadableArchive(Archives archives, Archive archive) {
		this.archives = archives;
		this.archive = archive;
	}

	/**
	 * Where it was found.
	 * @return its path; that of a compressed one ends in {@code .gz}
	 */
	public Path path() {
		return this.archive.isCompressed() ? this.archive.gzip() : this.archive.path();
	}

	/**
	 * How large it was when it was looked at.
	 * @return bytes, as it lies on the disk
	 */
	public long size() {
		return this.archive.isCompressed() ? this.archive.compressed().size() : this.archive.plain().size();
	}

	/**
	 * What it is called without compression, which makes it no other archive.
	 * @return the path it had first
	 */
	public Path plainPath() {
		return this.archive.path();
	}

	/**
	 * Opens what was found, or what it has been compressed to since, up to the size that
	 * was seen.
	 * @return its content as it was written
	 * @throws NoSuchFileException if it was deleted
	 * @throws java.util.zip.ZipException if it is not compressed as its name says; also
	 * from the stream, as is {@link java.io.EOFException} if it was cut
	 * @throws IOException if it cannot be read, or is something else by now
	 */
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
