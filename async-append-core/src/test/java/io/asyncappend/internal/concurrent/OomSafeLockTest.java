package io.asyncappend.internal.concurrent;

import com.sun.management.ThreadMXBean;
import io.asyncappend.support.ConditionWaiter;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Where there is no memory a thread that is to be woken is woken. */
@Timeout(60)
class OomSafeLockTest {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final OomSafeLock lock = new OomSafeLock();

	private final Condition condition = this.lock.newCondition();

	@Test
	void theFirstSignalAllocatesNothing() throws InterruptedException {
		// What is loaded and linked by a first call is none of the second lock.
		signalAll(new OomSafeLock());
		assertThat(signalAll(this.lock)).isZero();
	}

	/** Returns the bytes that the thread has allocated for it. */
	private static long signalAll(OomSafeLock lock) throws InterruptedException {
		Condition condition = lock.newCondition();
		ConditionWaiter waiter = ConditionWaiter.start(lock, condition::awaitNanos);
		lock.lock();
		long allocated;
		try {
			long before = THREADS.getCurrentThreadAllocatedBytes();
			condition.signalAll();
			allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
			assertThat(waiter.isWoken()).isTrue();
		}
		finally {
			lock.unlock();
		}
		waiter.join();
		return allocated;
	}

	@Test
	void noThreadWaitsForOneThatIsNew() {
		assertThat(this.lock.isLocked()).isFalse();
		assertThat(this.lock.hasQueuedThread(Thread.currentThread())).isFalse();
		assertThat(this.lock.tryLock()).isTrue();
	}

	@Test
	void aThreadThatIsInterruptedMakesOne() {
		Thread.currentThread().interrupt();
		OomSafeLock made = new OomSafeLock();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(made.tryLock()).isTrue();
	}

	@Test
	void itIsFreeOnceGivenUpAsOftenAsTaken() throws Exception {
		this.lock.lock();
		this.lock.lock();
		this.lock.unlock();
		assertThat(this.lock.isHeldByCurrentThread()).isTrue();
		assertThat(byAnother(this.lock::tryLock)).isFalse();
		assertThat(byAnother(() -> this.lock.tryLock(1, TimeUnit.NANOSECONDS))).isFalse();
		this.lock.unlock();
		assertThat(this.lock.isHeldByCurrentThread()).isFalse();
		assertThat(byAnother(this.lock::tryLock)).isTrue();
		assertThat(this.lock.isLocked()).isTrue();
		assertThat(this.lock.isHeldByCurrentThread()).isFalse();
	}

	@Test
	void aThreadThatDoesNotHoldItCannotGiveItUp() throws Exception {
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(this.lock::unlock);
		assertThat(byAnother(this.lock::tryLock)).isTrue();
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(this.lock::unlock);
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(this.condition::signalAll);
	}

	@Test
	void aThreadThatWaitsIsInterruptedWhereItMayBe() throws Exception {
		this.lock.lock();
		FutureTask<Void> waiting = new FutureTask<>(() -> {
			this.lock.lockInterruptibly();
			return null;
		});
		Thread thread = new Thread(waiting);
		thread.start();
		Awaitility.await().until(() -> this.lock.hasQueuedThread(thread));
		thread.interrupt();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(waiting::get)
			.withCauseInstanceOf(InterruptedException.class);
		this.lock.unlock();
		assertThat(this.lock.tryLock()).isTrue();
	}

	@Test
	void aThreadThatWaitsGetsIt() throws Exception {
		this.lock.lock();
		FutureTask<Boolean> waiting = new FutureTask<>(() -> {
			this.lock.lock();
			return this.lock.isHeldByCurrentThread();
		});
		Thread thread = new Thread(waiting);
		thread.start();
		Awaitility.await().until(() -> this.lock.hasQueuedThread(thread));
		this.lock.unlock();
		assertThat(waiting.get()).isTrue();
	}

	private static boolean byAnother(Callable<Boolean> call) throws Exception {
		FutureTask<Boolean> task = new FutureTask<>(call);
		Thread thread = new Thread(task);
		thread.start();
		return task.get();
	}

}
