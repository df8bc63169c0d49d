package io.asyncappend.internal.io;

/**
 * Tasks that are to run now, first in first out, linked through the tasks themselves: a
 * task gets in without memory. Guarded by the lock of the executor.
 */
final class RunQueue {

	private IoTask first;

	private IoTask last;

	private int size;

	boolean isEmpty() {
		return this.first == null;
	}

	int size() {
		return this.size;
	}

	void add(IoTask task) {
		if (this.first == null) {
			this.first = task;
		}
		else {
			this.last.behind = task;
		}
		this.last = task;
		this.size++;
		task.place = IoTask.Place.READY;
	}

	/** Takes the first, or {@code null}. */
	IoTask poll() {
		IoTask task = this.first;
		if (task != null) {
			this.first = task.behind;
			task.behind = null;
			if (this.first == null) {
				// A task that has ended must not be held by the executor that ran it.
				this.last = null;
			}
			this.size--;
		}
		return task;
	}

}
