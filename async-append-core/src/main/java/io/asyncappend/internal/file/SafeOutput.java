package io.asyncappend.internal.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * A file that this process has just created. What is done to it is done to the file that
 * is open, whatever its name leads to by now.
 */
public final class SafeOutput implements Closeable {

	private final Path name;

	private final FileChannel channel;

	/** {@code null} where there is no such thing. */
	private final OpenFile file;

	private final Look created;

	SafeOutput(Path name, FileChannel channel) throws IOException {
		this.name = name;
		this.channel = channel;
		this.file = OpenFile.of(channel, name);
		if (this.file == null && OpenFile.isSupported()) {
			throw new FileSystemException(name.toString(), null, "was renamed or deleted as it was created");
		}
		this.created = (this.file != null) ? this.file.look() : Look.at(name);
	}

	/**
	 * The name it was created under.
	 * @return the path
	 */
	public Path name() {
		return this.name;
	}

	/**
	 * As it was when it was created, which tells it from others.
	 * @return what was looked at
	 */
	public Look look() {
		return this.created;
	}

	/**
	 * Where its bytes go.
	 * @return a stream that closes the file with itself
	 */
	public OutputStream stream() {
		return Channels.newOutputStream(this.channel);
	}

	/**
	 * Gives it the owner, the group, the mode and the time of another, so that no account
	 * may read the one without the other.
	 * @param other the other
	 * @throws IOException if it may not have them
	 */
	public void resemble(Look other) throws IOException {
		Path path = (this.file != null) ? this.file.path() : this.name;
		LinkOption[] options = (this.file != null) ? new LinkOption[0] : new LinkOption[] { LinkOption.NOFOLLOW_LINKS };
		if (other.owner() != Look.UNKNOWN) {
			if (other.owner() != this.created.owner()) {
				Files.setAttribute(path, "unix:uid", other.owner(), options);
			}
			if (other.group() != this.created.group()) {
				Files.setAttribute(path, "unix:gid", other.group(), options);
			}
			// Not where the file system has one mode for all, which cannot be set.
			if (other.mode() != this.created.mode()) {
				Files.setAttribute(path, "unix:mode", other.mode() & 0_777, options);
			}
		}
		FileTime modified = other.modified();
		Files.setAttribute(path, "lastModifiedTime", modified, options);
	}

	/**
	 * Forces its content and what belongs to it to the device.
	 * @throws IOException if that failed
	 */
	public void force() throws IOException {
		this.channel.force(true);
	}

	/**
	 * Its size.
	 * @return its size in bytes
	 * @throws IOException if it cannot be told
	 */
	public long size() throws IOException {
		return this.channel.size();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
