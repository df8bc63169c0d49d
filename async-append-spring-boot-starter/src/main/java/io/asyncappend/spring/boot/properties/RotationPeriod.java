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
		switch (this) {
			case NEVER -> {
			}
			case HOUR -> rotation.every(Rotation.Period.HOUR);
			case DAY -> rotation.every(Rotation.Period.DAY);
		}
	}

}
