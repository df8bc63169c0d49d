package io.asyncappend.spring.boot.actuate.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

import io.asyncappend.FailureKind;

/**
 * What happened to an appender before its meters were bound. All failures and the last
 * force are kept, and of each timer the first {@value #MAX_DURATIONS} durations, which
 * bounds the memory where no registry ever comes.
 */
final class EarlyEvents implements Measured {

	private static final int MAX_DURATIONS = 16_384;

	private final Durations writes = new Durations();

	private final Durations syncs = new Durations();

	private final Durations blocks = new Durations();

	private final List<FailureKind> failures = new ArrayList<>();

	private int rotations;

	private int rotationFailures;

	private long lastSync = -1;

	@Override
	public void wrote(long nanos) {
		this.writes.add(nanos);
	}

	@Override
	public void synced(long nanos) {
		this.syncs.add(nanos);
		this.lastSync = nanos;
	}

	@Override
	public void blocked(long nanos) {
		this.blocks.add(nanos);
	}

	@Override
	public void failed(FailureKind kind) {
		this.failures.add(kind);
	}

	@Override
	public void rotated() {
		this.rotations++;
	}

	@Override
	public void rotationFailed() {
		this.rotationFailures++;
	}

	void tell(BoundMeters meters) {
		this.writes.forEach(meters::wrote);
		this.syncs.forEach(meters::synced);
		this.blocks.forEach(meters::blocked);
		this.failures.forEach(meters::failed);
		meters.rotated(this.rotations);
		meters.rotationFailed(this.rotationFailures);
		if (this.lastSync >= 0) {
			meters.lastSync(this.lastSync);
		}
	}

	private static final class Durations {

		private long[] nanos = {};

		private int count;

		void add(long duration) {
			if (this.count == MAX_DURATIONS) {
				return;
			}
			if (this.count == this.nanos.length) {
				this.nanos = Arrays.copyOf(this.nanos, Math.max(16, 2 * this.count));
			}
			this.nanos[this.count++] = duration;
		}

		void forEach(LongConsumer action) {
			for (int i = 0; i < this.count; i++) {
				action.accept(this.nanos[i]);
			}
		}

	}

}
