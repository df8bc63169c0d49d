package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;

/**
 * What a name stood for at one moment, as lstat(2) says: a link is a link here, whatever
 * it leads to. Immutable.
 *
 * @param path the name, in its directory
 * @param kind what sort of thing it is
 * @param key tells it from all others of this machine; {@code null} where there are no
 * keys
 * @param owner the number of the user that owns it, or {@value #UNKNOWN} where files have
 * none
 * @param group the number of its group, likewise
 * @param mode its permissions as bits, likewise
 * @param links how many names it has; 1 where that cannot be told
 * @param size its size in bytes
 * @param modified when its content was changed the last time
 */
public record Look(Path path, Kind kind, Object key, int owner, int group, int mode, int links, long size,
		FileTime modified) {

	/** Where there are no users, groups or modes. */
	public static final int UNKNOWN = -1;

	/** What sort of thing it is. */
	public enum Kind {

		/** A file with content. */
		REGULAR,

		/** A symbolic link. */
		LINK,

		/** A directory. */
		DIRECTORY,

		/** A device, a FIFO or a socket. */
		OTHER

	}

	/**
	 * Looks at a name, without following a link in its last part.
	 * @param path the name
	 * @return what it stands for
	 * @throws NoSuchFileException if it stands for nothing
	 * @throws IOException if it cannot be looked at
	 */
	static Look at(Path path) throws IOException {
		return at(path, path, LinkOption.NOFOLLOW_LINKS);
	}

	/** The same for what stands behind another name: see {@link OpenFile}. */
	static Look at(Path asked, Path path, LinkOption... options) throws IOException {
		if (!isUnix(asked)) {
			BasicFileAttributes basic = Files.readAttributes(asked, BasicFileAttributes.class, options);
			return new Look(path, kind(basic), basic.fileKey(), UNKNOWN, UNKNOWN, UNKNOWN, 1, basic.size(),
					basic.lastModifiedTime());
		}
		// One call for all of it, so that it is all of one file. Numbers, as the names of
		// users may have to be asked for over the network.
		Map<String, Object> all = Files.readAttributes(asked,
				"unix:isRegularFile,isSymbolicLink,isDirectory,fileKey,uid,gid,mode,nlink,size,lastModifiedTime",
				options);
		Kind kind = (boolean) all.get("isRegularFile") ? Kind.REGULAR : (boolean) all.get("isSymbolicLink") ? Kind.LINK
				: (boolean) all.get("isDirectory") ? Kind.DIRECTORY : Kind.OTHER;
		return new Look(path, kind, all.get("fileKey"), (int) all.get("uid"), (int) all.get("gid"),
				(int) all.get("mode") & 0_7777, (int) all.get("nlink"), (long) all.get("size"),
				(FileTime) all.get("lastModifiedTime"));
	}

	/**
	 * The number that the file system knows a file by (its inode), which stays the same
	 * when the file is renamed or mounted elsewhere, unlike that of its device.
	 * @param path names the file
	 * @param options whether a link is followed
	 * @return the number; 0 where files have none
	 * @throws IOException if it cannot be told
	 */
	public static long number(Path path, LinkOption... options) throws IOException {
		return isUnix(path) ? (long) Files.getAttribute(path, "unix:ino", options) : 0;
	}

	static boolean isUnix(Path path) {
		return path.getFileSystem().supportedFileAttributeViews().contains("unix");
	}

	private static Kind kind(BasicFileAttributes basic) {
		return basic.isRegularFile() ? Kind.REGULAR
				: basic.isSymbolicLink() ? Kind.LINK : basic.isDirectory() ? Kind.DIRECTORY : Kind.OTHER;
	}

	/**
	 * Whether it is a regular file.
	 * @return whether it is
	 */
	public boolean isRegular() {
		return this.kind == Kind.REGULAR;
	}

	/**
	 * Whether another look was at the same thing; without keys, whether it had the same
	 * name.
	 * @param other the other look
	 * @return whether it was
	 */
	public boolean isSame(Look other) {
		return (this.key != null) ? this.key.equals(other.key)
				: other.key == null && this.kind == other.kind && this.path.equals(other.path);
	}

	/** The same under another name. */
	Look renamed(Path name) {
		return new Look(name, this.kind, this.key, this.owner, this.group, this.mode, this.links, this.size,
				this.modified);
	}

	/** Whether its mode allows more than some permissions. */
	boolean isWiderThan(Set<PosixFilePermission> permissions) {
		return this.mode != UNKNOWN && (this.mode & 0_777 & ~bits(permissions)) != 0;
	}

	/** Permissions as the bits of a mode. */
	static int bits(Set<PosixFilePermission> permissions) {
		int bits = 0;
		for (PosixFilePermission permission : permissions) {
			// Declared from the owner's right to read to the others' to execute.
			bits |= 0_400 >> permission.ordinal();
		}
		return bits;
	}

	/**
	 * What sort of thing it is.
	 * @return for messages
	 */
	public String what() {
		return switch (this.kind) {
			case REGULAR -> "a regular file";
			case LINK -> "a symbolic link";
			case DIRECTORY -> "a directory";
			case OTHER -> "a device, a FIFO or a socket";
		};
	}

}
