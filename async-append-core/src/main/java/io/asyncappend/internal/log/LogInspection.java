package io.asyncappend.internal.log;

import io.asyncappend.internal.file.FileContent;
import io.asyncappend.internal.file.FileInspection;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Looks at a file for its log: the first time which log that is, and whenever another
 * file takes its place what tells that one from others. Only the thread that opens the
 * file, then its owner uses it.
 */
public final class LogInspection implements FileInspection, Closeable {

	final byte delimiter;

	final Clock clock;

	/** Of the file that was looked at last, as are those that follow. */
	Path path;

	long number;

	/** How much of it stays when its end is mended. */
	long kept;

	long torn;

	RecentBytes recent = new RecentBytes();

	/** {@code null} if that failed, or it was passed on. */
	TwoSlots slots;

	/** {@code null} if there is none for want of what lies beside it. */
	LogOpening.Found found;

	LogOpening opening;

	IOException failure;

	private boolean isOpen;

	/**
	 * Looks at nothing yet.
	 * @param delimiter the byte that ends a record
	 * @param clock tells when a log began
	 */
	public LogInspection(byte delimiter, Clock clock) {
		this.delimiter = delimiter;
		this.clock = clock;
	}

	@Override
	public void inspect(FileContent content) throws IOException {
		this.path = content.path();
		this.number = content.number();
		this.kept = content.kept();
		this.torn = content.torn();
		this.recent = recent(content);
		if (!this.isOpen) {
			close();
			find(content);
		}
	}

	private static RecentBytes recent(FileContent content) throws IOException {
		RecentBytes recent = new RecentBytes();
		byte[] last = new byte[(int) Math.min(RecentBytes.SIZE, content.kept())];
		if (last.length > 0) {
			int length = content.read(content.kept() - last.length, last);
			recent.add(ByteBuffer.wrap(last), 0, length);
		}
		return recent;
	}

	private void find(FileContent content) {
		this.failure = null;
		this.found = null;
		try {
			this.slots = TwoSlots.open(LogPositions.path(this.path), LogPositions.FORMAT);
			this.opening = new LogOpening(content, this.delimiter, this.clock, this.slots);
			this.found = this.opening.find(content);
		}
		catch (IOException ex) {
			this.failure = ex;
		}
	}

	/** From now on another file that is looked at takes the place of the one before. */
	void opened() {
		this.isOpen = true;
		this.slots = null;
		this.opening = null;
		this.found = null;
	}

	/** The file has no log, for this reason. */
	void failed(IOException cause) {
		this.failure = cause;
		this.found = null;
		try {
			close();
		}
		catch (IOException ex) {
			cause.addSuppressed(ex);
		}
	}

	/**
	 * Why a file has no log.
	 * @return the error; {@code null} if it has one
	 */
	public IOException failure() {
		return this.failure;
	}

	/** Closes what was opened for a log that does not come to be. */
	@Override
	public void close() throws IOException {
		TwoSlots open = this.slots;
		this.slots = null;
		if (open != null) {
			open.close();
		}
		IndexWriter index = (this.opening != null) ? this.opening.index() : null;
		this.opening = null;
		if (index != null) {
			index.close();
		}
	}

}
