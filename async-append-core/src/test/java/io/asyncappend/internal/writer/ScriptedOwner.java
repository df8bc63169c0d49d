package io.asyncappend.internal.writer;

/** An owner that does as the test says. */
final class ScriptedOwner implements AppenderOwner {

	volatile boolean asynchronous = true;

	volatile boolean jvmExiting;

	private final Runnable closed;

	/** Told of a close. */
	ScriptedOwner(Runnable closed) {
		this.closed = closed;
	}

	@Override
	public boolean isAsynchronous() {
		return this.asynchronous;
	}

	@Override
	public boolean isJvmExiting() {
		return this.jvmExiting;
	}

	@Override
	public void closed() {
		this.closed.run();
	}

}
