package io.asyncappend.harness.forwarding.comparison;

/** What is found of each contender. */
public enum Row {

	/** Until the first record is handed over. */
	START_THERE("start with the broker there, ms"),

	/** The same while there is none. */
	START_AWAY("start with the broker away, ms"),

	/** The same, of this library where it does not forward. */
	START_PLAIN("start without forwarding, ms"),

	/** Of calls at a steady rate. */
	MEDIAN_THERE("a call with the broker there, µs: p50"),

	/** Of the same calls. */
	P99_THERE("a call with the broker there, µs: p99"),

	/** Of calls at the same rate. */
	P99_AWAY("a call while the broker is away, µs: p99"),

	/** Of one call while there was no broker, or just after it. */
	LONGEST("longest call while the broker is away, ms"),

	/** In all. */
	HANDED_OVER("records handed over"),

	/** Not in the topic after the broker has come back and the application has ended. */
	LOST("records lost of these"),

	/** As fast as they are taken, until the broker has them. */
	THROUGHPUT("throughput with the broker there, MB/s");

	private final String title;

	Row(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

}
