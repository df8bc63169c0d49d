package io.asyncappend.internal.forward;

import io.asyncappend.LogGap;
import io.asyncappend.LogRecord;
import io.asyncappend.RecordRejectedException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What forwarding told, each time with an error of the listener. */
final class RecordedEvents implements ForwardEvents {

	private final List<String> all = new CopyOnWriteArrayList<>();

	List<String> all() {
		return this.all;
	}

	private void add(String event) {
		this.all.add(event);
		throw new IllegalStateException("the listener fails");
	}

	@Override
	public void degraded(Throwable cause) {
		add("degraded " + cause);
	}

	@Override
	public void recovered() {
		this.all.add("recovered");
	}

	@Override
	public void stopped(Throwable cause) {
		add("stopped " + cause.getMessage());
	}

	@Override
	public void rejected(RecordRejectedException rejection) {
		add("rejected " + rejection.record().map(LogRecord::index).orElseThrow());
	}

	@Override
	public void limitReached(long bytes) {
		add("limit reached " + bytes);
	}

	@Override
	public void limitLeft() {
		add("limit left");
	}

	@Override
	public void gap(LogGap gap) {
		add("gap " + gap);
	}

}
