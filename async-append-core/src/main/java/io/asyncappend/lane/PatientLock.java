package io.asyncappend.lane;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that can be had without memory. To wait for a {@link ReentrantLock} takes a few
 * bytes, and before Java 21 {@code lock()} throws {@link OutOfMemoryError} where there
 * are none: in a {@code finally} block a file would keep its owner for ever.
 */
public final class PatientLock extends ReentrantLock {

	private static final long serialVersionUID = 1L;

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	@Override
	public void lock() {
		while (true) {
			try {
				super.lock();
				return;
			}
			catch (OutOfMemoryError ex) {
				LockSupport.parkNanos(PAUSE);
			}
		}
	}

}
