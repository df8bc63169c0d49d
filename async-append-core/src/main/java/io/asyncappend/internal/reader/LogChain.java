package io.asyncappend.internal.reader;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The files that a log consists of from some position on, without a hole: what is not
 * there is a part too. Immutable.
 */
final class LogChain {

	private final NavigableMap<Long, Part> parts = new TreeMap<>();

	/** Where torn records begin that were ended, by where they end. */
	private final Map<Long, Long> torn;

	LogChain(List<Part> parts, Map<Long, Long> torn) {
		parts.forEach((part) -> this.parts.put(part.start(), part));
		this.torn = Map.copyOf(torn);
	}

	/** The part that a position is in; the last one if it is beyond all. */
	Part at(long position) {
		Map.Entry<Long, Part> entry = this.parts.floorEntry(position);
		return (entry != null) ? entry.getValue() : this.parts.firstEntry().getValue();
	}

	/** The part that a record is in, as far as is known. */
	Part ofRecord(long index) {
		Part found = this.parts.firstEntry().getValue();
		for (Part part : this.parts.values()) {
			if (part.startIndex() > index) {
				break;
			}
			found = part;
		}
		return found;
	}

	/** The oldest part that is there. */
	Part oldest() {
		return this.parts.values().stream().filter((part) -> !part.isMissing()).findFirst().orElseThrow();
	}

	/** Whether a crash has cut the record. */
	boolean isTorn(long start, long end) {
		// Asked of each record, and nearly always there are none.
		if (this.torn.isEmpty()) {
			return false;
		}
		Long from = this.torn.get(end);
		return from != null && from == start;
	}

	/** All parts, the oldest first. */
	List<Part> parts() {
		return List.copyOf(this.parts.values());
	}

}
