package io.asyncappend.spring.boot.actuate.metrics;

import io.asyncappend.FailureKind;

/** Takes what happens to an appender, and cannot be read from its status. */
interface Measured {

	void wrote(long nanos);

	void synced(long nanos);

	void blocked(long nanos);

	void failed(FailureKind kind);

	void rotated();

	void rotationFailed();

}
