package io.asyncappend.internal.file;

import io.asyncappend.TornTail;
import io.asyncappend.internal.io.IoThread;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * How a file is written that other processes append to as well. Each record goes out in
 * one write(2), which the operating system puts in one piece at the end (O_APPEND). But
 * it may take only a part of it, as the disk is full or the process is killed, and then
 * another process must not put its own behind that part. So they write one at a time
 * ({@link SharedWriteLock}): the process whose write was short goes on, and cuts off what
 * could not be ended. The process that comes after one that was killed ends the torn
 * record with a delimiter. Only the owner of the file calls this.
 */
final class SharedWrites implements Closeable {

	/** A file that takes nothing this often in a row will take nothing. */
	private static final int MAX_EMPTY_WRITES = 1000;

	private final InterruptSafeFile door;

	private final FileChannel channel;

	private final SharedWriteLock lock;

	private final TornTail policy;

	/** {@code null} if records end in no known way, or this process may not read. */
	private final TailReader reader;

	/** The size of the file when it was last seen. */
	private long seen;

	/** The size up to which it is known to consist of whole records. */
	private long whole = -1;

	/** Bytes that others cut off since that was last asked. */
	private long cut;

	private volatile long torn;

	SharedWrites(InterruptSafeFile door, SharedWriteLock lock, TornTail policy, TailReader reader, long size) {
		this.door = door;
		this.channel = door.channel();
		this.lock = lock;
		this.policy = policy;
		this.reader = reader;
		this.seen = size;
	}

	/**
	 * Appends whole records; the position of the buffer says how many bytes of whole
	 * records, also when this throws, and nothing else stays in the file.
	 */
	void write(ByteBuffer records, RecordEnds ends) throws IOException {
		this.lock.lock();
		try {
			look();
			boolean delimited = this.reader != null && records.get(records.limit() - 1) == this.policy.delimiter();
			if (delimited && this.seen != this.whole) {
				endTornRecord();
			}
			append(records, ends, delimited);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void look() throws IOException {
		long size = this.door.size();
		this.cut += Math.max(0, this.seen - size);
		this.seen = size;
	}

	/**
	 * No process is about to finish it: a writer has the lock until its record is whole.
	 * Not called where records turn out not to end with the delimiter, as none would seem
	 * whole.
	 */
	private void endTornRecord() throws IOException {
		long bytes = this.reader.torn(this.seen);
		if (bytes > 0) {
			// Never cut off, as it might be what another program writes without any lock.
			appendAll(ByteBuffer.wrap(new byte[] { this.policy.delimiter() }));
			this.seen++;
			this.torn += bytes;
		}
		this.whole = this.seen;
	}

	private void append(ByteBuffer records, RecordEnds ends, boolean delimited) throws IOException {
		int start = records.position();
		int length = records.remaining();
		long before = this.seen;
		this.whole = -1;
		int done = 0;
		try {
			appendAll(records);
			done = length;
			this.seen = before + length;
			this.whole = this.seen;
		}
		catch (IOException ex) {
			int taken = records.position() - start;
			done = ends.wholeIn(taken);
			if (ex instanceof IndeterminateWriteException) {
				throw ex;
			}
			cutOff(before + done, taken - done, delimited, ex);
			throw ex;
		}
		finally {
			records.position(start + done);
		}
	}

	/** All of it, with no other process in between. */
	private void appendAll(ByteBuffer bytes) throws IOException {
		for (int empty = 0; bytes.hasRemaining();) {
			int before = bytes.position();
			if (IoThread.isCurrent()) {
				this.channel.write(bytes);
			}
			else {
				this.door.writeAtOnce(bytes);
			}
			empty = (bytes.position() > before) ? 0 : empty + 1;
			if (empty == MAX_EMPTY_WRITES) {
				throw new IOException("the file took no byte in " + empty + " writes");
			}
		}
	}

	/**
	 * Removes what was written of the last record; the next write would end up behind it.
	 */
	private void cutOff(long end, int bytes, boolean delimited, IOException cause) throws IOException {
		this.seen = this.door.size();
		if (bytes > 0) {
			if (this.seen != end + bytes) {
				throw new IndeterminateWriteException("a record is in the file in part, with a length of " + bytes
						+ ", and others changed the file without a lock", cause);
			}
			try {
				this.door.truncate(end);
				this.seen = end;
			}
			catch (IOException ex) {
				cause.addSuppressed(ex);
				if (!delimited) {
					throw new IndeterminateWriteException(
							"a part of a record, with a length of " + bytes + ", cannot be cut off the file", cause);
				}
				// The next write ends them with a delimiter.
			}
		}
		this.whole = (this.seen == end) ? end : -1;
	}

	/**
	 * How many bytes others cut off since this was last asked, as far as can be told: a
	 * file that has grown again since is taken for one that has only grown.
	 */
	long takeCut() throws IOException {
		if (this.lock.tryLock()) {
			try {
				look();
			}
			finally {
				this.lock.unlock();
			}
		}
		long bytes = this.cut;
		this.cut = 0;
		return bytes;
	}

	/** The bytes of torn records that were found and ended. Any thread may ask. */
	long torn() {
		return this.torn;
	}

	@Override
	public void close() throws IOException {
		if (this.reader != null) {
			this.reader.close();
		}
	}

}
