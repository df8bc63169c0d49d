package io.asyncappend.internal.io;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Does something as an appender does, where nothing interrupts. */
public final class OnIoThread {

	private OnIoThread() {
	}

	/** What is done there. */
	public interface Work {

		void run() throws Exception;

	}

	/** Returns once it is done, and throws what it throws. */
	public static void run(Work work) throws Exception {
		call(() -> {
			work.run();
			return null;
		});
	}

	/** Returns what it returns, and throws what it throws. */
	public static <T> T call(Callable<T> work) throws Exception {
		CompletableFuture<T> done = new CompletableFuture<>();
		IoExecutors executors = new IoExecutors(Thread::start);
		executors.ofBorrowed().schedule(new IoTask() {

			@Override
			protected long run() {
				try {
					done.complete(work.call());
				}
				catch (Throwable ex) {
					done.completeExceptionally(ex);
				}
				return NEVER;
			}

			@Override
			protected void died(Throwable cause) {
				done.completeExceptionally(cause);
			}

		}, 0);
		try {
			return done.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
		finally {
			executors.close();
		}
	}

}
