package io.asyncappend.harness.reliability.exit;

import java.io.IOException;

/** Waits to be told to leave, and leaves. */
final class Leaving {

	private final Way way;

	private final Load load;

	Leaving(Way way, Load load) {
		this.way = way;
		this.load = load;
	}

	/** Says that it is ready, and leaves at the next line of standard input. */
	void leave() throws IOException, InterruptedException {
		System.out.println("ready");
		System.in.read();
		switch (this.way) {
			case EXIT -> {
				new Thread(() -> System.exit(this.way.code())).start();
				Thread.currentThread().join();
			}
			case EXIT_IN_CALLBACK -> {
				this.load.whenDurable(() -> System.exit(this.way.code()));
				Thread.currentThread().join();
			}
			case UNCAUGHT -> throw new IllegalStateException("on purpose");
			case RETURN -> {
			}
			default -> Thread.currentThread().join();
		}
	}

}
