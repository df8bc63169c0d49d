package io.asyncappend.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Threads of a test that start together, and whose failures are the test's.
 */
public final class Crew implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(45);

	private final CountDownLatch start = new CountDownLatch(1);

	private final List<Member<?>> members = new ArrayList<>();

	/** One thread and what it returns. */
	public record Member<T>(Thread thread, FutureTask<T> task) {

		public T join() throws Exception {
			try {
				return this.task.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
			}
			catch (TimeoutException ex) {
				AssertionError hung = new AssertionError("hangs: " + this.thread.getName());
				hung.setStackTrace(this.thread.getStackTrace());
				throw hung;
			}
			catch (ExecutionException ex) {
				if (ex.getCause() instanceof Exception cause) {
					throw cause;
				}
				throw (Error) ex.getCause();
			}
		}

		/** What the thread threw. */
		public Throwable failure() throws Exception {
			try {
				T result = join();
				throw new AssertionError("did not throw, but returned " + result);
			}
			catch (RuntimeException | java.io.IOException | InterruptedException ex) {
				return ex;
			}
		}

		public boolean isWaiting() {
			Thread.State state = this.thread.getState();
			return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
		}

	}

	/** A thread that does not wait for the others. */
	public static <T> Member<T> start(Callable<T> work) {
		FutureTask<T> task = new FutureTask<>(work);
		Thread thread = new Thread(task, "crew");
		thread.setDaemon(true);
		thread.start();
		return new Member<>(thread, task);
	}

	public static Member<Void> run(Work work) {
		return start(() -> {
			work.run();
			return null;
		});
	}

	public <T> Member<T> add(Callable<T> work) {
		Member<T> member = start(() -> {
			this.start.await();
			return work.call();
		});
		this.members.add(member);
		return member;
	}

	public Member<Void> addWork(Work work) {
		return add(() -> {
			work.run();
			return null;
		});
	}

	public void go() {
		this.start.countDown();
	}

	/** Lets everybody start, waits for all, and throws what one of them threw. */
	public void join() throws Exception {
		go();
		for (Member<?> member : this.members) {
			member.join();
		}
	}

	@Override
	public void close() {
		go();
	}

	/** What a thread does. */
	public interface Work {

		void run() throws Exception;

	}

}
