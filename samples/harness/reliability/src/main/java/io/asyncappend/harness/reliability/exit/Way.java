package io.asyncappend.harness.reliability.exit;

/** How a program ends without closing anything itself. */
public enum Way {

	/** Its main method returns. */
	RETURN(0),

	/** Some thread calls {@code System.exit}. */
	EXIT(3),

	/** A future's callback calls it, on an I/O thread. */
	EXIT_IN_CALLBACK(3),

	/** Its main method throws. */
	UNCAUGHT(1),

	/** SIGTERM. */
	TERM(143),

	/** SIGTERM, with no hook that closes the application context. */
	TERM_WITHOUT_CLOSE(143),

	/** A bean throws after other beans have appended. */
	FAILS_TO_START(1);

	private final int code;

	Way(int code) {
		this.code = code;
	}

	/**
	 * The exit code of a program that ends this way.
	 * @return the code
	 */
	public int code() {
		return this.code;
	}

	/** Whether it is done to the program from outside. */
	boolean isSignal() {
		return this == TERM || this == TERM_WITHOUT_CLOSE;
	}

}
