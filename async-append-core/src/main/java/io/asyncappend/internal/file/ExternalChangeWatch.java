package io.asyncappend.internal.file;

import io.asyncappend.FileLoss;
import io.asyncappend.internal.concurrent.Deadline;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Looks now and then whether the path of a file still names it: with the batches while
 * records are written, then for a while after, and before the first write after a pause.
 * So an appender that is not used needs no timer. Only the owner of the file looks.
 */
public final class ExternalChangeWatch {

	private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(250);

	/** How long after the last write it goes on looking. */
	private static final long TRAIL = TimeUnit.SECONDS.toNanos(5);

	private long looked = System.nanoTime();

	private long used = this.looked - TRAIL;

	/** What was written when the path was last seen to name the file. */
	private long seenWritten;

	private FileLoss.Kind missed;

	private boolean told;

	/** Whether a batch is to be run just to look; read by any thread. */
	private volatile boolean trailing;

	/** Written by the owner, read under the lock of the appender's state to schedule. */
	private volatile long due;

	/**
	 * Nanoseconds until a batch is to be run to look; {@link Deadline#NEVER} for not.
	 */
	public long untilDue() {
		return this.trailing ? Math.max(0, this.due - System.nanoTime()) : Deadline.NEVER;
	}

	/** Whether it is time to look. */
	public boolean isDue() {
		return System.nanoTime() - this.looked >= INTERVAL;
	}

	/** The file was written to. */
	public void used() {
		this.used = System.nanoTime();
		trail();
	}

	/** The next batch is to look, whenever it comes. */
	public void lookAgain() {
		this.looked = System.nanoTime() - INTERVAL;
	}

	private void trail() {
		this.due = this.looked + INTERVAL;
		this.trailing = this.looked - this.used < TRAIL;
	}

	/**
	 * Looks, once it is {@linkplain #isDue() time to}.
	 * @param written the position written
	 * @param atOnce whether a file that is gone is to be recreated, so that no time is to
	 * be lost; else the program that renamed it has an interval to ask for a reopen
	 * @return what was done to the file, each time as long as it lasts; else {@code null}
	 * @throws IOException if it must not be written any more
	 */
	public FileLoss look(AppendFile file, long written, boolean atOnce) throws IOException {
		this.looked = System.nanoTime();
		trail();
		FileLoss change = file.check();
		if (change == null) {
			named(written);
			return null;
		}
		if (change.kind() == FileLoss.Kind.TRUNCATED) {
			named(written);
			return change;
		}
		boolean again = this.missed == change.kind();
		this.missed = change.kind();
		return (again || atOnce) ? FileLoss.of(change.kind(), written - this.seenWritten) : null;
	}

	/** Whether a loss is news, which it is once. */
	public boolean isNews(FileLoss loss) {
		boolean news = loss.kind() == FileLoss.Kind.TRUNCATED || !this.told;
		this.told |= loss.kind() != FileLoss.Kind.TRUNCATED;
		return news;
	}

	/** The path names the file, maybe again. */
	public void named(long written) {
		this.seenWritten = written;
		this.missed = null;
		this.told = false;
	}

}
