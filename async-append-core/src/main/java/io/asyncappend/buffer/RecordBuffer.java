package io.asyncappend.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A ring of bytes off the heap that holds whole records between {@linkplain #head() head}
 * (released) and {@linkplain #tail() tail} (accepted), both positions that only grow. It
 * is allocated at the first record, and grows with what it has to hold.
 * <p>
 * Any number of threads may {@link #tryPut}, without a lock: each claims its place by one
 * compare-and-set of the tail, copies, and marks its record complete. Everything else is
 * for one thread at a time, under a lock, and what is not just reading for who has
 * {@linkplain #seal() sealed} the buffer, so that nobody claims anything meanwhile.
 * <p>
 * A record larger than the ring is held beside it, on the heap, one at a time: it may
 * come after what the ring holds, and nothing may come after it until it is released. So
 * any size goes through, and the memory is bounded by the ring and one such record.
 */
public final class RecordBuffer {

	/** Enough for an appender that is used now and then. */
	private static final int FIRST_SIZE = 64 * 1024;

	/**
	 * Records shorter than this on the average need more marks than there are at first.
	 */
	private static final int USUAL_LENGTH = 16;

	/** Far less than what a claim can tell. */
	private static final long STALE = Claim.MAX_RECORDS;

	private static final int MAX_SPINS = 1000;

	private static final long PAUSE = 20_000;

	private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);

	/** Alone in its cache line, and the one the processor fetches with it. */
	private static final int CLAIM = 16;

	/** Returned by {@link #tryPut} if there is no room. */
	public static final long FULL = -2;

	/** Returned by {@link #tryPut} if a record is put under the lock only. */
	public static final long LOCKED = -1;

	private final int capacity;

	private final int firstSize;

	/** Changes only while sealed, and never without a record that follows. */
	private volatile Ring ring;

	/**
	 * What is claimed: the tail and the number of the next record, and whether it is
	 * sealed.
	 */
	private final long[] claim = new long[2 * CLAIM];

	private volatile long head;

	/** The number of the record at the head. */
	private volatile long headNumber;

	/** Up to here all records are complete; for who drains. */
	private long complete;

	private long completeNumber;

	/** Where the last record that was released completely ends. */
	private long boundary;

	private ByteBuffer oversize;

	private long oversizeStart;

	/** Why a record that was claimed will never be complete. */
	private volatile Throwable broken;

	/**
	 * Creates an empty buffer at position 0, sealed.
	 * @param capacity in bytes
	 */
	public RecordBuffer(int capacity) {
		this(capacity, FIRST_SIZE);
	}

	RecordBuffer(int capacity, int firstSize) {
		this.capacity = capacity;
		this.firstSize = firstSize;
		claim(Claim.SEALED);
	}

	private long claim() {
		return (long) LONG.getVolatile(this.claim, CLAIM);
	}

	private void claim(long value) {
		LONG.setVolatile(this.claim, CLAIM, value);
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
		if (this.oversize != null) {
			return this.oversizeStart + this.oversize.capacity();
		}
		long from = this.head;
		return from + Claim.bytesSince(claim(), from);
	}

	/**
	 * The records in it, a partly released one included.
	 * @return how many
	 */
	public long records() {
		return Claim.recordsSince(claim(), this.headNumber) + ((this.oversize != null) ? 1 : 0);
	}

	/**
	 * The bytes of a record that were released while the rest of it was not.
	 * @return how many; 0 if the head is a record boundary
	 */
	public long torn() {
		return this.head - this.boundary;
	}

	/**
	 * The position at which the record at the head ends; there must be one.
	 * @return the first record boundary after the head
	 */
	public long nextBoundary() {
		if (this.oversize != null && this.head >= this.oversizeStart) {
			return this.oversizeStart + this.oversize.capacity();
		}
		awaitComplete(this.head + 1);
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
			long end = this.oversizeStart + this.oversize.capacity();
			if (end <= limit) {
				return end;
			}
			to = Math.min(limit, this.oversizeStart);
		}
		long from = this.head;
		if (to <= from) {
			return from;
		}
		awaitComplete(to);
		long low = this.headNumber;
		long high = this.completeNumber;
		while (low < high) {
			long middle = (low + high) >>> 1;
			if (this.ring.end(middle) <= to) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return (low > this.headNumber) ? this.ring.end(low - 1) : from;
	}

	/**
	 * Whether a record can be put; exact while sealed.
	 * @param length its length in bytes
	 * @return whether there is room
	 */
	public boolean hasRoom(int length) {
		return this.oversize == null && records() < Claim.MAX_RECORDS
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
			long now = claim();
			Ring target = this.ring;
			if (now < 0 || length > this.capacity) {
				return LOCKED;
			}
			if (this.head - from > STALE || this.headNumber - number > STALE) {
				// This thread was put aside in between, for long.
				continue;
			}
			long used = Claim.bytesSince(now, from);
			if (used + length > this.capacity) {
				return FULL;
			}
			if (used + length > target.size || Claim.recordsSince(now, number) >= target.slots()) {
				return LOCKED;
			}
			if (LONG.compareAndSet(this.claim, CLAIM, now, Claim.next(now, length))) {
				// A ring that took its place has room too, and none can before this is
				// complete.
				copy(this.ring, from + used, number + Claim.recordsSince(now, number), array, offset, length);
				return from + used + length;
			}
		}
	}

	private void copy(Ring target, long start, long number, byte[] array, int offset, int length) {
		try {
			target.put(start, array, offset, length);
		}
		catch (Throwable ex) {
			// For want of stack, say. It must not be waited for, nor written.
			this.broken = ex;
			throw ex;
		}
		finally {
			target.end(number, start + length);
		}
	}

	/**
	 * Lets nobody claim anything, and waits for those who have. For who has the lock.
	 */
	public void seal() {
		long now = claim();
		while (now >= 0 && !LONG.compareAndSet(this.claim, CLAIM, now, now | Claim.SEALED)) {
			now = claim();
		}
		if (this.ring != null && this.oversize == null) {
			long from = this.head;
			awaitComplete(from + Claim.bytesSince(claim(), from));
		}
	}

	/** The opposite of {@link #seal}, unless a record is held beside the ring. */
	public void unseal() {
		long now = claim();
		// While it is not sealed others claim, whom this must not undo.
		if (now < 0 && this.oversize == null && this.ring != null) {
			claim(now & ~Claim.SEALED);
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
		this.ring.end(this.headNumber + Claim.recordsSince(claim(), this.headNumber), start + length);
		claim(Claim.next(claim(), length));
	}

	private void putOversize(byte[] copy) {
		this.oversizeStart = tail();
		this.oversize = ByteBuffer.wrap(copy);
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
			if (from >= this.oversizeStart) {
				int index = (int) (from - this.oversizeStart);
				return this.oversize.limit(index + length).position(index);
			}
			length = (int) Math.min(length, this.oversizeStart - from);
		}
		awaitComplete(from + 1);
		if (this.broken != null) {
			throw new IllegalStateException("a record could not be copied", this.broken);
		}
		return this.ring.read(from, (int) Math.min(length, this.complete - from));
	}

	/**
	 * Frees bytes at the head, no more than {@link #next} gave.
	 * @param bytes how many
	 * @return how many records end in them
	 */
	public int release(int bytes) {
		long to = this.head + bytes;
		if (this.oversize != null && this.head >= this.oversizeStart) {
			return releaseOversize(to);
		}
		long number = this.headNumber;
		int ended = 0;
		while (number + ended < this.completeNumber) {
			long end = this.ring.end(number + ended);
			if (end > to) {
				break;
			}
			this.boundary = end;
			ended++;
		}
		this.head = to;
		this.headNumber = number + ended;
		return ended;
	}

	private int releaseOversize(long to) {
		if (to - this.oversizeStart < this.oversize.capacity()) {
			this.head = to;
			return 0;
		}
		this.oversize = null;
		this.boundary = to;
		this.complete = to;
		// The claim is relative to the head.
		claim(Claim.of(to, this.headNumber) | Claim.SEALED);
		this.head = to;
		return 1;
	}

	/** Waits until the records up to a position are complete; that takes no lock. */
	private void awaitComplete(long position) {
		for (int spins = 0; true; spins++) {
			advance();
			if (this.complete >= position) {
				return;
			}
			if (spins < MAX_SPINS) {
				Thread.onSpinWait();
			}
			else {
				LockSupport.parkNanos(PAUSE);
			}
		}
	}

	private void advance() {
		Ring source = this.ring;
		long claimed = this.headNumber + Claim.recordsSince(claim(), this.headNumber);
		while (this.completeNumber < claimed) {
			long end = source.end(this.completeNumber);
			if (end <= this.complete) {
				break;
			}
			this.complete = end;
			this.completeNumber++;
		}
	}

	/** Makes the ring large enough for another record, at the first or by growing. */
	private void allocate(int length) {
		Ring old = this.ring;
		long from = this.head;
		int held = (int) Claim.bytesSince(claim(), from);
		long count = Claim.recordsSince(claim(), this.headNumber);
		if (old != null && held + length <= old.size && count < old.slots()) {
			return;
		}
		Ring grown;
		if (old != null && held + length <= old.size) {
			grown = old.withSlots(2 * old.slots());
		}
		else {
			long doubled = Math.max(this.firstSize, (old != null) ? 2L * old.size : 0);
			int size = powerOfTwo(Math.min(this.capacity, Math.max(doubled, held + length)));
			int slots = powerOfTwo(Math.max(size / USUAL_LENGTH, count + 1));
			grown = new Ring(size, (old != null) ? Math.max(slots, old.slots()) : slots);
			if (old != null) {
				old.copy(from, from + held, grown);
			}
		}
		for (long number = this.headNumber; number < this.headNumber + count; number++) {
			grown.end(number, old.end(number));
		}
		// Who drains may still read the old memory, which stays as it is.
		this.ring = grown;
	}

	private static int powerOfTwo(long atLeast) {
		return (int) Math.max(1, Long.highestOneBit(2 * atLeast - 1));
	}

}
