package io.asyncappend.internal.state;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AppendTimeoutException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.AppenderFailedException;
import io.asyncappend.BufferFullException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The exceptions of one appender, in words that say what became of the records. Their
 * types are those of the names; what throws them is loaded, and verified, without them.
 */
final class AppenderExceptions {

	/** A message is for people; the cause goes with it whole. */
	private static final int MAX_TEXT = 1000;

	private final String name;

	AppenderExceptions(String name) {
		this.name = name;
	}

	AppendException closed() {
		return new AppenderClosedException("appender '" + this.name + "' is closed");
	}

	AppendException failed(Throwable failure, long torn, String unwritten) {
		return new AppenderFailedException(
				"appender '" + this.name + "' failed: " + text(failure) + "; " + unwritten
						+ ((torn > 0) ? ", the file ends with " + bytes(torn) + " of an unfinished record" : ""),
				asIoException(failure));
	}

	AppendException full(int length, long queued, int bufferSize) {
		return full(length, queued + " of " + bufferSize + " bytes are waiting to be written");
	}

	AppendException full(int length, String why) {
		return new BufferFullException(
				"appender '" + this.name + "' has no room for a record of " + bytes(length) + ": " + why);
	}

	AppendException timeout(String what, long limitNanos, String unwritten) {
		return new AppendTimeoutException("appender '" + this.name + "': " + what + " took longer than "
				+ TimeUnit.NANOSECONDS.toMillis(limitNanos) + " ms; " + unwritten);
	}

	AppendException interrupted(String what) {
		Thread.currentThread().interrupt();
		return new AppendInterruptedException("appender '" + this.name + "': interrupted during " + what);
	}

	/** What is accepted and not written. */
	static String unwritten(long records, long bytes) {
		return (records != 1) ? records + " accepted records (" + bytes(bytes) + ") are not written"
				: "1 accepted record (" + bytes(bytes) + ") is not written";
	}

	static String bytes(long count) {
		return (count != 1) ? count + " bytes" : "1 byte";
	}

	/** What a listener throws may itself throw when it is asked what it is. */
	static String text(Throwable failure) {
		try {
			String text = failure.toString();
			return (text.length() <= MAX_TEXT) ? text : text.substring(0, MAX_TEXT) + "...";
		}
		catch (Throwable ex) {
			return failure.getClass().getName();
		}
	}

	private static IOException asIoException(Throwable root) {
		return (root instanceof IOException io) ? io : new IOException(text(root), root);
	}

}
