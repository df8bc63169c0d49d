package io.asyncappend.internal.tool;

import io.asyncappend.internal.cursor.KnownCursor;
import io.asyncappend.internal.file.Printable;
import java.time.Duration;
import java.time.Instant;

/**
 * A cursor of a log, as it is told of. Immutable.
 *
 * @param name of the cursor
 * @param known how far it is; {@code null} if that cannot be told
 * @param lag what it has yet to acknowledge; {@code null} likewise, and for one of
 * another log
 * @param problem why that is so; {@code null} for none
 */
record FoundCursor(String name, KnownCursor known, Lag lag, String problem) {

	/**
	 * What is written and not acknowledged.
	 *
	 * @param bytes how much
	 * @param records how many
	 * @param missing how many of the bytes are gone
	 * @param oldest for how long the oldest of them is there, at least; {@code null} if
	 * there is none, or that is not known
	 */
	record Lag(long bytes, long records, long missing, Duration oldest) {
	}

	String text() {
		StringBuilder text = new StringBuilder("cursor    ").append(Printable.text(this.name)).append(": ");
		if (this.known != null) {
			text.append("acknowledged ")
				.append(this.known.position())
				.append(", records up to ")
				.append(this.known.index())
				.append(", at ")
				.append(Instant.ofEpochMilli(this.known.time()));
		}
		if (this.lag != null) {
			text.append("; behind by ").append(this.lag.bytes()).append(" bytes, ");
			text.append(this.lag.records()).append(" records");
			if (this.lag.oldest() != null) {
				text.append(", the oldest of ").append(this.lag.oldest()).append(" ago at least");
			}
			if (this.lag.missing() > 0) {
				text.append("; gap of ").append(this.lag.missing()).append(" of these bytes");
			}
		}
		if (this.problem != null) {
			text.append((this.known != null) ? "; " : "").append(Printable.text(this.problem));
		}
		return text.toString();
	}

	void json(Json json) {
		json.object().put("name", this.name);
		if (this.known != null) {
			json.put("log", this.known.log().toString())
				.put("position", this.known.position())
				.put("index", this.known.index())
				.put("time", Instant.ofEpochMilli(this.known.time()).toString());
		}
		if (this.lag != null) {
			json.put("lagBytes", this.lag.bytes()).put("lagRecords", this.lag.records());
			if (this.lag.oldest() != null) {
				json.put("oldestMillis", this.lag.oldest().toMillis());
			}
			json.put("missingBytes", this.lag.missing());
		}
		if (this.problem != null) {
			json.put("problem", this.problem);
		}
		json.end();
	}

}
