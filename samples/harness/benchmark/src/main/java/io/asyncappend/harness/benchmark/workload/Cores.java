package io.asyncappend.harness.benchmark.workload;

import java.util.concurrent.TimeUnit;

/**
 * How far apart the cores are at the moment. The host of a virtual machine moves its
 * processors about, for seconds or minutes, and what threads hand over to each other may
 * take eight times as long: numbers of different distances are not comparable.
 */
final class Cores {

	private static final long TIME = TimeUnit.MILLISECONDS.toNanos(30);

	private volatile long turn;

	private volatile boolean over;

	private Cores() {
	}

	/** Nanoseconds from a store by one thread until another has seen it. */
	static double nanosApart() throws InterruptedException {
		Cores cores = new Cores();
		Thread other = new Thread(cores::answer);
		other.start();
		try {
			cores.ask();
			return cores.ask();
		}
		finally {
			cores.over = true;
			other.join();
		}
	}

	private double ask() {
		long start = System.nanoTime();
		long from = this.turn;
		long now = start;
		while (now - start < TIME) {
			long asked = this.turn + 1;
			this.turn = asked;
			while (this.turn == asked) {
				Thread.onSpinWait();
			}
			now = System.nanoTime();
		}
		return (double) (now - start) / (this.turn - from);
	}

	private void answer() {
		while (!this.over) {
			long asked = this.turn;
			if ((asked & 1) == 1) {
				this.turn = asked + 1;
			}
			else {
				Thread.onSpinWait();
			}
		}
	}

}
