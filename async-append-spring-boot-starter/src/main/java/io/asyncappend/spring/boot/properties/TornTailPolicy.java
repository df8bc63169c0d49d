package io.asyncappend.spring.boot.properties;

import io.asyncappend.TornTail;

/**
 * What to do about a record at the end of a file that a crash had cut, as written in
 * configuration. Records end with a line feed.
 */
public enum TornTailPolicy {

	/** Leave it; the next record goes right behind it. */
	LEAVE,

	/** End it with a line feed. */
	TERMINATE,

	/** Cut the file off after its last line feed. */
	TRUNCATE;

	TornTail policy() {
		return switch (this) {
			case LEAVE -> TornTail.leave();
			case TERMINATE -> TornTail.terminate();
			case TRUNCATE -> TornTail.truncate();
		};
	}

}
