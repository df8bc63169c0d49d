package io.asyncappend.internal.buffer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A ring of bytes off the heap that holds whole records between {@linkplain #head() head}
 * (released) and {@linkplain #tail() tail} (accepted), both positions that only grow. It
 * is allocated at the first record, and grows with what it has to hold.
 * <p>
 * Any number of threads may {@link #tryPut}, without a lock: each claims its place by one
 * compare-and-set of the tail, copies, and marks its record complete. All else is for one
 * thread at a time, under a lock. What changes the buffer needs it {@linkplain #seal()
 * sealed}, so that no producer claims anything meanwhile.
 * <p>
 * A record larger than the ring is held beside it, on the heap, one at a time: it may
 * come after what the ring holds, and nothing may come after it until it is released. So
 * any size goes through, and the memory is bounded by the ring and one such record.
 */
public final class RecordBuffer {

	/** Enough for an appender that is used now and then. */
	private static final int FIRST_SIZE = 64 * 1024;

	/** Far less than what a claim can tell. */
	private static final long STALE = TailClaim.MAX_RECORDS;

	/** Returned by {@link #tryPut} if there is no room. */
	public static final long FULL = -2;

	/**
	 * Returned by {@link #tryPut} if a record is put under the lock only. Another value
	 * than that of a dropped record, for which it could be taken.
	 */
	public static final long LOCKED = -3;

	private final int capacity;

	private final int firstSize;

	/**
	 * Changes only while sealed, and never without a record that follows, until it is
	 * {@linkplain #discard() discarded}.
	 */
	volatile RingMemory ring;

	/**
	 * What is claimed: the tail and the number of the next record, and whether it is
	 * sealed.
	 */
	final TailClaim claim = new TailClaim();

	private volatile long head;

	/** The number of the record at the head. */
	private volatile long headNumber;

	private final PublishedRecords completion = new PublishedRecords();

	/** Where the last record that was released completely ends. */
	private long boundary;

	/** Beside the ring; {@code null} as a rule. */
	private OversizeRecord oversize;

	/**
	 * Creates an empty buffer at position 0, sealed.
	 * @param capacity in bytes
	 */
	public RecordBuffer(int capacity) {
		this(capacity, 0);
	}

	/**
	 * Creates an empty buffer, sealed.
	 * @param capacity in bytes
	 * @param position where it begins
	 */
	public RecordBuffer(int capacity, long position) {
		this(capacity, FIRST_SIZE, position);
	}

	RecordBuffer(int capacity, int firstSize, long position) {
		this.capacity = capacity;
		this.firstSize = firstSize;
		this.head = position;
		this.boundary = position;
		this.completion.goOn(position);
		this.claim.set(TailClaim.of(position, 0) | TailClaim.SEALED);
	}

	/**
	 * The position after the last byte released. Any thread may ask.
	 * @return the head
	 */
	public long head() {
		return this.head;
	}

	/**
	 * The position after the last byte accepted, which may not be complete yet.
	 * @return the tail
	 */
	public long tail() {
		return tail(this.claim.get());
	}

	/**
	 * The records in it, a partly released one included.
	 * @return how many
	 */
	public long records() {
		return records(this.claim.get());
	}

	/**
	 * What is claimed at a moment, to ask more than one thing of that moment.
	 * @return the claim
	 */
	public long tailSnapshot() {
		return this.claim.get();
	}

	/**
	 * The tail at a moment.
	 * @param snapshot the {@linkplain #tailSnapshot() snapshot}, since which nothing was
	 * released
	 * @return the tail
	 */
	public long tail(long snapshot) {
		OversizeRecord large = this.oversize;
		if (large != null) {
			return large.end();
		}
		long from = this.head;
		return from + TailClaim.bytesSince(snapshot, from);
	}

	/**
	 * The records in it at a moment.
	 * @param snapshot the {@linkplain #tailSnapshot() snapshot}, since which nothing was
	 * released
	 * @return how many
	 */
	public long records(long snapshot) {
		return TailClaim.recordsSince(snapshot, this.headNumber) + ((this.oversize != null) ? 1 : 0);
	}

	/**
	 * The bytes of a record that were released while the rest of it was not.
	 * @return how many; 0 if the head is a record boundary
	 */
	public long partialRecordBytes() {
		return this.head - this.boundary;
	}

	/**
	 * The position at which the record at the head ends; there must be one.
	 * @return the first record boundary after the head
	 */
	public long nextBoundary() {
		if (this.oversize != null && this.oversize.isAt(this.head)) {
			return this.oversize.end();
		}
		this.completion.require(this.ring, claimedNumber(), this.head + 1);
		return this.ring.end(this.headNumber);
	}

	/**
	 * The last record boundary up to a position. The head must be one.
	 * @param limit a position up to the tail
	 * @return that boundary; the head if no record ends up to there
	 */
	public long boundary(long limit) {
		long to = limit;
		if (this.oversize != null) {
			if (this.oversize.end() <= limit) {
				return this.oversize.end();
			}
			to = Math.min(limit, this.oversize.start());
		}
		if (to <= this.head) {
			return this.head;
		}
		this.completion.require(this.ring, claimedNumber(), to);
		long next = this.ring.firstEndAfter(this.headNumber, this.completion.number(), to);
		return (next > this.headNumber) ? this.ring.end(next - 1) : this.head;
	}

	/**
	 * Whether a record can be put; exact while sealed.
	 * @param length its length in bytes
	 * @return whether there is room
	 */
	public boolean hasRoom(int length) {
		return this.oversize == null && records() < TailClaim.MAX_RECORDS
				&& (length > this.capacity || tail() - this.head + length <= this.capacity);
	}

	/**
	 * Copies a record to the tail, from any thread, if the buffer is not sealed and has
	 * the memory.
	 * @param array from where
	 * @param offset of its first byte
	 * @param length in bytes, positive
	 * @return the position after it; {@link #FULL} or {@link #LOCKED} if it was not put
	 */
	public long tryPut(byte[] array, int offset, int length) {
		while (true) {
			// In this order, so that what is stale is on the safe side.
			long number = this.headNumber;
			long from = this.head;
			long now = this.claim.get();
			RingMemory target = this.ring;
			if (now < 0 || length > this.capacity || target == null) {
				return LOCKED;
			}
			if (this.head - from > STALE || this.headNumber - number > STALE) {
				// This thread was suspended in between, for long.
				continue;
			}
			long used = TailClaim.bytesSince(now, from);
			if (used + length > this.capacity) {
				return FULL;
			}
			if (used + length > target.size || TailClaim.recordsSince(now, number) >= target.slots()) {
				return LOCKED;
			}
			if (this.claim.compareAndSet(now, TailClaim.next(now, length))) {
				try {
					// A ring that took its place has room too, and none can before this
					// is complete.
					RingMemory current = this.ring;
					if (current == null) {
						// Discarded without waiting for this record, as another is
						// broken.
						current = target;
					}
					current.put(from + used, array, offset, length);
					current.end(number + TailClaim.recordsSince(now, number), from + used + length);
				}
				catch (Throwable ex) {
					// For want of stack, say. It must not be waited for, nor written.
					// A call to say so might want stack too.
					this.completion.broken = ex;
					throw ex;
				}
				return from + used + length;
			}
		}
	}

	/**
	 * Lets no producer claim anything, and waits until what is claimed is complete. Needs
	 * the lock.
	 */
	public void seal() {
		this.claim.seal();
		if (this.ring != null && this.oversize == null) {
			this.completion.await(this.ring, claimedNumber(), tail());
		}
	}

	/** The opposite of {@link #seal}, unless a record is held beside the ring. */
	public void allowLockFree() {
		long now = this.claim.get();
		// While it is not sealed producers claim, which this must not undo.
		if (now < 0 && this.oversize == null && this.ring != null) {
			this.claim.set(now & ~TailClaim.SEALED);
		}
	}

	/**
	 * Copies a record to the tail; it must be sealed and there must be
	 * {@linkplain #hasRoom room}.
	 * @param array from where
	 * @param offset of its first byte
	 * @param length in bytes, positive
	 */
	public void put(byte[] array, int offset, int length) {
		if (length > this.capacity) {
			putOversize(Arrays.copyOfRange(array, offset, offset + length));
			return;
		}
		allocate(length);
		long start = tail();
		this.ring.put(start, array, offset, length);
		putDone(start, length);
	}

	/**
	 * Copies a record to the tail; it must be sealed and there must be
	 * {@linkplain #hasRoom room}.
	 * @param record its bytes, from position to limit; the position stays
	 */
	public void put(ByteBuffer record) {
		int length = record.remaining();
		int offset = record.position();
		if (length > this.capacity) {
			byte[] copy = new byte[length];
			record.get(offset, copy);
			putOversize(copy);
			return;
		}
		allocate(length);
		long start = tail();
		this.ring.put(start, record, offset, length);
		putDone(start, length);
	}

	private void putDone(long start, int length) {
		this.ring.end(claimedNumber(), start + length);
		this.claim.set(TailClaim.next(this.claim.get(), length));
	}

	private void putOversize(byte[] copy) {
		this.oversize = new OversizeRecord(tail(), copy);
	}

	/**
	 * The bytes at the head, in one piece: up to {@code to}, {@code max} bytes or the end
	 * of the memory, whichever comes first. The memory stays as it is until
	 * {@link #release}, so it may be read without the lock.
	 * @param to a position up to the tail
	 * @param max in bytes
	 * @return a buffer to read, valid until the next call; {@code null} if there is none
	 */
	public ByteBuffer next(long to, int max) {
		long from = this.head;
		int length = (int) Math.min(to - from, max);
		if (length <= 0) {
			return null;
		}
		if (this.oversize != null) {
			if (this.oversize.isAt(from)) {
				return this.oversize.read(from, length);
			}
			length = (int) Math.min(length, this.oversize.start() - from);
		}
		this.completion.require(this.ring, claimedNumber(), from + 1);
		return this.ring.read(from, (int) Math.min(length, this.completion.position() - from));
	}

	/**
	 * The whole records at the head, in one piece: up to {@code to} or {@code max} bytes,
	 * whichever comes first, or the first record if that is longer. As {@link #next} for
	 * all else. The head must be a record boundary.
	 * @param to a record boundary up to the tail
	 * @param max in bytes
	 * @return a buffer to read, valid until the next call; {@code null} if there is none
	 */
	public ByteBuffer nextRecords(long to, int max) {
		long from = this.head;
		if (from >= to) {
			return null;
		}
		if (this.oversize != null && this.oversize.isAt(from)) {
			return this.oversize.read(from, (int) (this.oversize.end() - from));
		}
		this.completion.require(this.ring, claimedNumber(), from + 1);
		int inOnePiece = this.ring.inOnePiece(from);
		long limit = Math.min(Math.min(to, this.completion.position()), from + Math.min(max, inOnePiece));
		long end = boundary(limit);
		if (end == from) {
			end = nextBoundary();
		}
		int length = (int) (end - from);
		return (length <= inOnePiece) ? this.ring.read(from, length) : this.ring.readCopy(from, length);
	}

	/**
	 * Frees bytes at the head, no more than {@link #next} gave.
	 * @param bytes how many
	 * @return how many records end in them
	 */
	public int release(int bytes) {
		long to = this.head + bytes;
		if (this.oversize != null && this.oversize.isAt(this.head)) {
			return releaseOversize(to);
		}
		long number = this.headNumber;
		int ended = (int) (this.ring.firstEndAfter(number, this.completion.number(), to) - number);
		if (ended > 0) {
			this.boundary = this.ring.end(number + ended - 1);
		}
		this.head = to;
		this.headNumber = number + ended;
		return ended;
	}

	private int releaseOversize(long to) {
		if (to < this.oversize.end()) {
			this.head = to;
			return 0;
		}
		this.oversize = null;
		this.boundary = to;
		this.completion.goOn(to);
		// The claim is relative to the head.
		this.claim.set(TailClaim.of(to, this.headNumber) | TailClaim.SEALED);
		this.head = to;
		return 1;
	}

	/**
	 * Gives the memory back, and with it the records that are in it, which are counted as
	 * before; it must be sealed, and stays so.
	 */
	public void discard() {
		long snapshot = tailSnapshot();
		this.claim.set(TailClaim.of(tail(snapshot), this.headNumber + records(snapshot)) | TailClaim.SEALED);
		this.oversize = null;
		this.ring = null;
	}

	/** The number of the next record that is claimed. */
	private long claimedNumber() {
		return this.headNumber + TailClaim.recordsSince(this.claim.get(), this.headNumber);
	}

	/** Makes the ring large enough for another record, at the first or by growing. */
	private void allocate(int length) {
		RingMemory old = this.ring;
		long from = this.head;
		long held = TailClaim.bytesSince(this.claim.get(), from);
		long number = this.headNumber;
		long count = TailClaim.recordsSince(this.claim.get(), number);
		if (old == null) {
			this.ring = RingMemory.of(Math.min(this.capacity, Math.max(this.firstSize, length)));
		}
		else if (held + length > old.size || count >= old.slots()) {
			int size = (held + length > old.size)
					? (int) Math.min(this.capacity, Math.max(2L * old.size, held + length)) : old.size;
			// The thread that drains may still read the old memory, which stays as it is.
			this.ring = old.grown(size, from, from + held, number, number + count);
		}
	}

}
