package io.asyncappend.harness.reliability.driver;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FileLoss;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A listener to wait for, which knows when it was told of what. */
public final class Watch implements AppendListener {

	/** What it is told of, but for what happens with every batch. */
	public enum Event {

		/** The disk is full. */
		DEGRADED,

		/** It goes on. */
		RECOVERED,

		/** It failed for good. */
		FAILED,

		/** The path was opened again. */
		REOPENED,

		/** The file ended in a record that was cut. */
		TORN_TAIL,

		/** The path no longer leads to the file. */
		FILE_LOST,

		/** It was closed. */
		CLOSED

	}

	/**
	 * One event.
	 *
	 * @param event which
	 * @param nanos when, by {@link System#nanoTime()}
	 * @param detail the cause, the path, the bytes, the loss or the last status
	 */
	public record Seen(Event event, long nanos, Object detail) {
	}

	private final List<Seen> seen = new ArrayList<>();

	private synchronized void saw(Event event, Object detail) {
		this.seen.add(new Seen(event, System.nanoTime(), detail));
		notifyAll();
	}

	/**
	 * The events of one kind until now, in their order.
	 * @param event which
	 * @return the events
	 */
	public synchronized List<Seen> all(Event event) {
		return this.seen.stream().filter((one) -> one.event() == event).toList();
	}

	/**
	 * Waits for an event.
	 * @param event which
	 * @param count the number it is to have, from 1
	 * @param limit for how long
	 * @return the event
	 * @throws IOException if it does not come
	 * @throws InterruptedException if interrupted
	 */
	public synchronized Seen await(Event event, int count, Duration limit) throws IOException, InterruptedException {
		long end = System.nanoTime() + limit.toNanos();
		while (all(event).size() < count) {
			long millis = (end - System.nanoTime()) / 1_000_000;
			if (millis <= 0) {
				throw new IOException("not " + event + " for the time number " + count + " within " + limit
						+ "; the listener was told " + this.seen);
			}
			wait(millis);
		}
		return all(event).get(count - 1);
	}

	@Override
	public void onDegraded(AsyncAppender appender, IOException cause) {
		saw(Event.DEGRADED, cause);
	}

	@Override
	public void onRecovered(AsyncAppender appender) {
		saw(Event.RECOVERED, appender.name());
	}

	@Override
	public void onFailed(AsyncAppender appender, Throwable cause) {
		saw(Event.FAILED, cause);
	}

	@Override
	public void onReopen(AsyncAppender appender, Path file) {
		saw(Event.REOPENED, file);
	}

	@Override
	public void onTornTail(AsyncAppender appender, long bytes) {
		saw(Event.TORN_TAIL, bytes);
	}

	@Override
	public void onFileLost(AsyncAppender appender, FileLoss loss) {
		saw(Event.FILE_LOST, loss);
	}

	@Override
	public void onClose(AsyncAppender appender, AppenderStatus last) {
		saw(Event.CLOSED, last);
	}

}
