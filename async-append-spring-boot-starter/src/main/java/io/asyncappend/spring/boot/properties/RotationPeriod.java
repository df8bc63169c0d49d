package io.asyncappend.spring.boot.properties;

import io.asyncappend.Rotation;

/**
 * At the start of what a file becomes an archive, as written in configuration.
 */
public enum RotationPeriod {

	/** Time has no say. */
	NEVER,

	/** Of each hour. */
	HOUR,

	/** Of each day. */
	DAY;

	void applyTo(Rotation.Builder rotation) {
		if (this != NEVER) {
			rotation.every((this == HOUR) ? Rotation.Period.HOUR : Rotation.Period.DAY);
		}
	}

}
