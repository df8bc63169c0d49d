package io.asyncappend.archive;

import io.asyncappend.file.Directories;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * Compresses an archive such that whatever is called {@code .gz} is whole at any moment,
 * and the records are on the disk under one of both names at least:
 * <ol>
 * <li>compress into a hidden file, with the owner, mode and time of the original, and
 * force it;</li>
 * <li>link it to its name, which unlike a rename replaces nothing, and force the
 * directory;</li>
 * <li>delete the original, and the hidden name.</li>
 * </ol>
 * A crash before 2 leaves a hidden file, which the next start deletes; one after it
 * leaves both, of which the next start deletes the original, once it has seen that the
 * other has the same content.
 */
final class Gzip {

	private static final int CHUNK = 1 << 16;

	private Gzip() {
	}

	/**
	 * Compresses an archive.
	 * @param archive there as it was written, and maybe compressed too
	 * @param stopped whether to stop
	 * @return whether it is compressed; false if it was to stop
	 */
	static boolean compress(Archive archive, BooleanSupplier stopped) throws IOException {
		if (archive.compressed()) {
			return finish(archive, stopped);
		}
		Path half = ArchiveNaming.temporary(archive.path(), ThreadLocalRandom.current().nextLong());
		try {
			if (!write(archive.path(), half, stopped)) {
				return false;
			}
			link(archive.gzip(), half);
			Directories.force(half.getParent());
			Files.deleteIfExists(archive.path());
			return true;
		}
		finally {
			Files.deleteIfExists(half);
		}
	}

	private static void link(Path name, Path file) throws IOException {
		try {
			Files.createLink(name, file);
		}
		catch (FileAlreadyExistsException ex) {
			throw ex;
		}
		catch (UnsupportedOperationException | IOException ex) {
			throw new IOException(name + " cannot be made without replacing what may be there, as the file system"
					+ " gives no second name to " + file, ex);
		}
	}

	private static boolean write(Path original, Path half, BooleanSupplier stopped) throws IOException {
		try (InputStream in = new FileInputStream(original.toFile());
				FileChannel channel = FileChannel.open(half,
						Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(half));
				GZIPOutputStream out = new GZIPOutputStream(Channels.newOutputStream(channel), CHUNK)) {
			if (!copy(in, out, stopped)) {
				return false;
			}
			out.finish();
			copyAttributes(original, half);
			channel.force(true);
			return true;
		}
	}

	private static boolean copy(InputStream in, OutputStream out, BooleanSupplier stopped) throws IOException {
		byte[] chunk = new byte[CHUNK];
		for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
			if (stopped.getAsBoolean()) {
				return false;
			}
			out.write(chunk, 0, length);
		}
		return true;
	}

	private static FileAttribute<?>[] ownerOnly(Path file) {
		boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
		return posix
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")) }
				: new FileAttribute<?>[0];
	}

	/** Nobody may read the archive who might not read the original, and the reverse. */
	private static void copyAttributes(Path original, Path copy) throws IOException {
		PosixFileAttributeView from = Files.getFileAttributeView(original, PosixFileAttributeView.class);
		if (from != null) {
			PosixFileAttributeView to = Files.getFileAttributeView(copy, PosixFileAttributeView.class);
			PosixFileAttributes attributes = from.readAttributes();
			PosixFileAttributes own = to.readAttributes();
			if (!attributes.owner().equals(own.owner())) {
				to.setOwner(attributes.owner());
			}
			if (!attributes.group().equals(own.group())) {
				to.setGroup(attributes.group());
			}
			to.setPermissions(attributes.permissions());
		}
		Files.setLastModifiedTime(copy, Files.getLastModifiedTime(original));
	}

	private static boolean finish(Archive archive, BooleanSupplier stopped) throws IOException {
		try (InputStream original = new BufferedInputStream(new FileInputStream(archive.path().toFile()));
				InputStream copy = new GZIPInputStream(new FileInputStream(archive.gzip().toFile()), CHUNK)) {
			byte[] expected = new byte[CHUNK];
			byte[] found = new byte[CHUNK];
			int length;
			do {
				if (stopped.getAsBoolean()) {
					return false;
				}
				length = original.readNBytes(expected, 0, CHUNK);
				int other = copy.readNBytes(found, 0, CHUNK);
				if (!Arrays.equals(expected, 0, length, found, 0, other)) {
					throw inTheWay(archive, null);
				}
			}
			while (length > 0);
		}
		catch (ZipException | EOFException ex) {
			throw inTheWay(archive, ex);
		}
		// Its name may be as new as the process that died.
		Directories.force(archive.path().getParent());
		Files.deleteIfExists(archive.path());
		return true;
	}

	private static IOException inTheWay(Archive archive, IOException cause) {
		FileSystemException ex = new FileSystemException(archive.gzip().toString(), archive.path().toString(),
				"is in the way: it is not the other one compressed");
		ex.initCause(cause);
		return ex;
	}

}
