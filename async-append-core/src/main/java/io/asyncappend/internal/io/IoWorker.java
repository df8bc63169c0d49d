package io.asyncappend.internal.io;

import io.asyncappend.internal.concurrent.Causes;
import io.asyncappend.internal.concurrent.Pause;
import java.util.concurrent.TimeUnit;

/**
 * What an I/O thread does: run the next task, for ever. Whatever is thrown, for want of
 * memory above all, the thread goes on, and tasks that cannot be run are told why.
 */
final class IoWorker implements Runnable {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

	/** How often in a row it may be impossible to find the next task. */
	private static final int MAX_STUMBLES = 100;

	private final IoExecutor executor;

	IoWorker(IoExecutor executor) {
		this.executor = executor;
	}

	@Override
	public void run() {
		int stumbles = 0;
		while (true) {
			IoTask task = null;
			try {
				task = this.executor.next();
				if (task == null) {
					return;
				}
				stumbles = 0;
				long delay = task.look();
				if (delay == 0) {
					this.executor.passOn();
					delay = task.run();
				}
				this.executor.finish(task, delay);
			}
			catch (Throwable ex) {
				if (task != null) {
					end(task, ex);
				}
				else if (++stumbles == MAX_STUMBLES) {
					endAll(ex);
					stumbles = 0;
				}
				Pause.nanos(PAUSE);
			}
		}
	}

	private void end(IoTask task, Throwable cause) {
		while (!died(task, cause)) {
			Pause.nanos(PAUSE);
		}
		this.executor.runAgain(task, cause);
	}

	/** False if the task could not be told, for want of memory again. */
	private static boolean died(IoTask task, Throwable cause) {
		try {
			task.died(cause);
			return true;
		}
		catch (OutOfMemoryError ex) {
			return false;
		}
		catch (Throwable ex) {
			Causes.keep(cause, ex);
			return true;
		}
	}

	/** There is no memory even to wait for a task, and has not been for a second. */
	private void endAll(Throwable cause) {
		for (int left = this.executor.hurryAll(); left > 0; left--) {
			IoTask task = this.executor.take();
			if (task != null) {
				end(task, cause);
			}
		}
	}

}
