package io.asyncappend.internal.state;

import io.asyncappend.AppendException;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.concurrent.Pause;
import io.asyncappend.internal.state.WakeChain.Parked;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The futures of records that are to be durable, in the order of their positions. They
 * are completed off the lock, by one thread at a time, so that callbacks run in that
 * order.
 */
public final class DurableFutures {

	/** One record's future, linked to the next: it is all that a record costs. */
	public static final class Receipt extends CompletableFuture<Long> {

		/**
		 * Does the work up to a position, if the caller may. Null once it is complete: to
		 * keep it must not be to keep its appender.
		 */
		private volatile LongConsumer help;

		/**
		 * With what threads sleep that wait for it; {@code null} for those of the JDK.
		 */
		private volatile WakeChain chain;

		/** The first thread that sleeps in the chain; others leave that to the JDK. */
		private volatile Parked parked;

		/** There is a callback, or will be in a moment. */
		private volatile boolean hasCallback;

		private long position;

		private Receipt next;

		public Receipt(LongConsumer help) {
			this.help = help;
		}

		@Override
		public Long join() {
			help();
			sleep(Deadline.NEVER);
			return super.join();
		}

		@Override
		public Long get() throws InterruptedException, ExecutionException {
			if (!Thread.currentThread().isInterrupted()) {
				help();
			}
			sleep(Deadline.NEVER);
			return super.get();
		}

		@Override
		public Long get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
			long nanos = Math.max(0, unit.toNanos(timeout));
			long start = System.nanoTime();
			sleep(nanos);
			return super.get(Deadline.left(nanos, start), TimeUnit.NANOSECONDS);
		}

		/** A thread that waits for it may write the batch itself. */
		private void help() {
			LongConsumer help = this.help;
			if (help != null && !isDone()) {
				help.accept(this.position);
			}
		}

		/**
		 * Sleeps until it is completed, or interrupted. Whatever is left of the wait, and
		 * its end, is up to the JDK.
		 */
		private void sleep(long nanos) {
			WakeChain chain = this.chain;
			if (chain == null || this.help == null || isDone() || !WakeChain.mayOwe()) {
				return;
			}
			Parked own = chain.park(this.position);
			if (!PARKED.compareAndSet(this, (Parked) null, own)) {
				return;
			}
			try {
				// After the field: a thread that completes it looks there after that.
				if (this.help == null) {
					own.leave();
				}
				else {
					own.await(nanos);
				}
			}
			finally {
				this.parked = null;
			}
		}

		/** By the thread that delivers, which wakes those that sleep. */
		private void deliver() {
			super.complete(this.position);
		}

		/** Likewise. */
		private void refuse(Throwable refusal) {
			super.completeExceptionally(refusal);
		}

		/**
		 * From now on those that wait for it do so as the JDK has it, so that callbacks,
		 * which may take for ever, keep none of them asleep in a chain. One that is there
		 * already stays, as it is woken with the others.
		 */
		private void leaveToJdk() {
			this.help = null;
			Parked sleeping = this.parked;
			if (sleeping != null && !sleeping.isCollected) {
				sleeping.wake();
			}
		}

		@Override
		public boolean complete(Long value) {
			leaveToJdk();
			return super.complete(value);
		}

		@Override
		public boolean completeExceptionally(Throwable ex) {
			leaveToJdk();
			return super.completeExceptionally(ex);
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			leaveToJdk();
			return super.cancel(mayInterruptIfRunning);
		}

		@Override
		public void obtrudeValue(Long value) {
			leaveToJdk();
			super.obtrudeValue(value);
		}

		@Override
		public void obtrudeException(Throwable ex) {
			leaveToJdk();
			super.obtrudeException(ex);
		}

		@Override
		public CompletableFuture<Long> completeAsync(Supplier<? extends Long> supplier, Executor executor) {
			leaveToJdk();
			return super.completeAsync(supplier, executor);
		}

		/**
		 * Before the JDK notes a callback. Of this and the thread that delivers one sees
		 * the other: that one has taken out the threads that sleep before it looks here.
		 */
		@Override
		public <U> CompletableFuture<U> newIncompleteFuture() {
			WakeChain chain = this.chain;
			if (chain != null) {
				this.hasCallback = true;
				chain.wake(WakeChain.GROUP);
			}
			return new CompletableFuture<>();
		}

		/** Whether to complete it may take long. */
		private boolean hasCallbacks() {
			return this.hasCallback || getNumberOfDependents() > 0;
		}

	}

	private static final VarHandle PARKED;

	static {
		try {
			PARKED = MethodHandles.lookup().findVarHandle(Receipt.class, "parked", Parked.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	private final AppenderState state;

	/** The first whose record is not durable; guarded by the lock. */
	private Receipt pending;

	/** The last of them; guarded by the lock. */
	private Receipt last;

	/** Guarded by the lock. */
	private boolean delivering;

	/** The first of those to complete; belongs to the thread that delivers. */
	private Receipt due;

	/** Whether those to complete will never be durable. */
	private boolean refusing;

	/** What they are told; belongs to the thread that delivers. */
	private AppendException refusal;

	public DurableFutures(AppenderState state) {
		this.state = state;
	}

	/** Called with the lock held, in the order of positions. */
	public void add(Receipt receipt, long position) {
		this.state.waiters.pendingFutures(this.state.waiters.pendingFutures() + 1);
		receipt.position = position;
		receipt.chain = this.state.waiters.chain;
		if (this.pending == null) {
			this.pending = receipt;
		}
		else {
			this.last.next = receipt;
		}
		this.last = receipt;
	}

	/**
	 * Completes what is due. Returns at once when another thread, or this one further
	 * down its stack, is at it: that one completes these too.
	 */
	public void deliver() {
		boolean begun;
		this.state.lock.lock();
		try {
			begun = begin();
		}
		finally {
			this.state.lock.unlock();
		}
		if (begun) {
			try {
				completeDue();
			}
			finally {
				// No batch follows of this thread.
				this.state.waiters.wakeRest();
			}
		}
	}

	/**
	 * Takes out what is due; called with the lock held.
	 * @return whether there is any, and the thread is to {@linkplain #completeDue()
	 * complete it} whatever happens: no other thread does
	 */
	public boolean begin() {
		if (!this.delivering && collect()) {
			this.delivering = true;
			return true;
		}
		return false;
	}

	/** Completes what was taken out, and what became due meanwhile; off the lock. */
	public void completeDue() {
		Throwable thrown = null;
		int completed = 0;
		do {
			collectParked();
			while (this.due != null) {
				completed++;
				Receipt receipt = this.due;
				this.due = receipt.next;
				// A future that is kept must not keep all that came after it.
				receipt.next = null;
				receipt.leaveToJdk();
				Throwable refused = complete(receipt);
				receipt.chain = null;
				thrown = (refused != null) ? refused : thrown;
			}
			try {
				this.state.wakeGroup();
			}
			catch (Throwable ex) {
				// There may be more to complete, which no other thread does.
				thrown = ex;
			}
		}
		while (more());
		this.state.waiters.futuresCompleted(completed);
		if (thrown instanceof Error error) {
			throw error;
		}
		if (thrown instanceof RuntimeException exception) {
			throw exception;
		}
	}

	/**
	 * Takes out the threads that sleep until what is due is completed. One that is awake
	 * too soon, as others have callbacks, sleeps again, as the JDK has it.
	 */
	private void collectParked() {
		Parked first = null;
		Parked last = null;
		for (Receipt receipt = this.due; receipt != null; receipt = receipt.next) {
			Parked parked = receipt.parked;
			if (parked != null) {
				parked.isCollected = true;
				if (first == null) {
					first = parked;
				}
				else {
					last.next = parked;
				}
				last = parked;
			}
		}
		if (first != null) {
			this.state.waiters.chain.add(first);
		}
	}

	/**
	 * Returns what its callbacks threw, or {@code null}. Not before all of them have run,
	 * and, where there is no memory to complete it, not before there is: no other thread
	 * completes it.
	 */
	private Throwable complete(Receipt receipt) {
		Throwable thrown = null;
		while (true) {
			try {
				if (receipt.hasCallbacks()) {
					// Which may take for ever, or wait for those that still sleep.
					this.state.waiters.wakeRest();
				}
				if (this.refusing) {
					receipt.refuse(refusal());
				}
				else {
					receipt.deliver();
				}
				return thrown;
			}
			catch (Throwable ex) {
				thrown = ex;
				Pause.nanos(PAUSE);
			}
		}
	}

	/** One for all, as there may be many; the failure itself where it cannot be told. */
	private Throwable refusal() {
		if (this.refusal != null) {
			return this.refusal;
		}
		this.state.lock.lock();
		try {
			this.refusal = this.state.ended();
		}
		catch (Throwable ex) {
			Throwable failure = this.state.failure();
			return (failure != null) ? failure : ex;
		}
		finally {
			this.state.lock.unlock();
		}
		return this.refusal;
	}

	private boolean more() {
		this.state.lock.lock();
		try {
			this.delivering = collect();
			return this.delivering;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** First what is durable, then, where nothing more will be, the rest. */
	private boolean collect() {
		this.refusing = false;
		if (this.pending == null) {
			return false;
		}
		if (this.pending.position > this.state.durable()) {
			if (!this.state.isFailed() && !this.state.isClosed()) {
				return false;
			}
			this.refusing = true;
			this.due = this.pending;
			this.pending = null;
			this.last = null;
			this.state.waiters.pendingFutures(0);
			return true;
		}
		int left = this.state.waiters.pendingFutures() - 1;
		Receipt lastDue = this.pending;
		while (lastDue.next != null && lastDue.next.position <= this.state.durable()) {
			lastDue = lastDue.next;
			left--;
		}
		this.state.waiters.pendingFutures(left);
		this.due = this.pending;
		this.pending = lastDue.next;
		if (this.pending == null) {
			this.last = null;
		}
		lastDue.next = null;
		return true;
	}

}
