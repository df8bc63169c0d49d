package io.asyncappend.internal.file;

import io.asyncappend.internal.io.IoThread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * A channel that the caller opened for appending, and closes. Only an I/O thread can
 * write it without the risk that an interrupt closes it. Where no thread can be had, a
 * caller's thread puts its interrupt off until the write is done, which leaves only an
 * interrupt that comes while the operating system is writing.
 */
public final class ChannelAppendFile implements AppendFile {

	/**
	 * Channels that are borrowed: where the owner has locked the file, no lock of ours
	 * tells.
	 */
	private static final Set<FileChannel> BORROWED = Collections
		.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

	private final FileChannel channel;

	private final JvmClaim.Borrowed claim;

	private ChannelAppendFile(FileChannel channel, JvmClaim.Borrowed claim) {
		this.channel = channel;
		this.claim = claim;
	}

	/**
	 * Borrows a channel.
	 * @param channel an open channel that can be written
	 * @param name of the appender, for messages
	 * @return the file
	 * @throws java.nio.channels.ClosedChannelException if the channel is closed
	 * @throws IllegalArgumentException if it is open for reading only
	 * @throws IOException if an appender of this JVM has the same file
	 */
	public static ChannelAppendFile of(FileChannel channel, String name) throws IOException {
		if (!BORROWED.add(channel)) {
			throw new FileInUseException(name, "an appender of this JVM borrows the same channel already");
		}
		try {
			return new ChannelAppendFile(channel, JvmClaim.borrow(channel, name));
		}
		catch (NonWritableChannelException ex) {
			BORROWED.remove(channel);
			throw new IllegalArgumentException("the channel for appender '" + name + "' is not open for writing", ex);
		}
		catch (Throwable ex) {
			BORROWED.remove(channel);
			throw ex;
		}
	}

	@Override
	public void write(ByteBuffer bytes) throws IOException {
		boolean interrupted = putOffInterrupt();
		try {
			this.channel.write(bytes);
		}
		finally {
			restoreInterrupt(interrupted);
		}
	}

	@Override
	public void force() throws IOException {
		boolean interrupted = putOffInterrupt();
		try {
			this.channel.force(false);
		}
		finally {
			restoreInterrupt(interrupted);
		}
	}

	private static boolean putOffInterrupt() {
		return !IoThread.isCurrent() && Thread.interrupted();
	}

	private static void restoreInterrupt(boolean interrupted) {
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public AppendFile reopen() {
		throw new UnsupportedOperationException("a borrowed channel has no path to open again");
	}

	@Override
	public boolean anyThread() {
		return false;
	}

	@Override
	public boolean isLockedByOthers() {
		return this.claim.isLockedByOthers();
	}

	@Override
	public String engine() {
		return "borrowed-channel";
	}

	/** Gives the file free for others; the channel stays open. */
	@Override
	public void close() throws IOException {
		BORROWED.remove(this.channel);
		if (this.claim.lock().isPresent() && this.channel.isOpen()) {
			this.claim.lock().get().release();
		}
	}

}
