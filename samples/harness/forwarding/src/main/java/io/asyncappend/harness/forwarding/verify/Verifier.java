package io.asyncappend.harness.forwarding.verify;

import io.asyncappend.harness.forwarding.application.Line;
import io.asyncappend.harness.forwarding.application.Notes;
import io.asyncappend.harness.forwarding.application.Promised;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes the messages of one log in the order of their partition, and says what is lost,
 * out of order, twice though it was acknowledged, or twice and not to be recognised. A
 * message that comes again must have the same headers and the same content as before, and
 * must not have been known as forwarded when it was sent.
 */
final class Verifier {

	private static final int MOST = 20;

	private final Set<Long> rejected;

	/** Where records end that a crash has cut, as was told, by where they begin. */
	private final Map<Long, Long> cut;

	/** By the moment from which it was known. */
	private final TreeMap<Long, Long> forwarded = new TreeMap<>();

	private final boolean exactlyOnce;

	private final List<Message> records = new ArrayList<>();

	private final Map<Long, Integer> byIndex = new HashMap<>();

	private final Map<Integer, BitSet> seen = new HashMap<>();

	private final Map<Integer, Long> last = new HashMap<>();

	private final List<String> violations = new ArrayList<>();

	private long duplicates;

	private long torn;

	Verifier(Set<Long> rejected, Map<Long, Long> cut, List<Notes.Forwarded> history, boolean exactlyOnce) {
		this.rejected = rejected;
		this.cut = cut;
		history.forEach((known) -> this.forwarded.put(known.millis(), known.forwarded()));
		this.exactlyOnce = exactlyOnce;
	}

	void add(Message message) {
		Integer before = this.byIndex.get(message.index());
		if (before != null) {
			again(message, this.records.get(before));
			return;
		}
		follows(message);
		this.byIndex.put(message.index(), this.records.size());
		this.records.add(message);
		if (message.line() == null) {
			this.torn++;
			return;
		}
		Line line = message.line();
		if (line.number() <= this.last.getOrDefault(line.producer(), -1L)) {
			violation("out of the order of its producer: " + message);
		}
		this.last.put(line.producer(), line.number());
		this.seen.computeIfAbsent(line.producer(), (producer) -> new BitSet()).set(Math.toIntExact(line.number()));
	}

	/** A record that is not there yet comes after the last one, without a gap. */
	private void follows(Message message) {
		Message before = this.records.isEmpty() ? null : this.records.get(this.records.size() - 1);
		long index = (before != null) ? before.index() + 1 : 0;
		long position = (before != null) ? before.position() + before.length() + 1 : 0;
		boolean passed = false;
		while (this.rejected.contains(index) || (!passed && this.cut.containsKey(position))) {
			if (this.rejected.contains(index)) {
				passed = true;
			}
			else {
				position = this.cut.get(position);
				this.torn++;
			}
			index++;
		}
		if (message.index() != index) {
			violation("index " + index + " should come after " + before + ", but there is " + message);
		}
		else if (!passed && message.position() != position) {
			violation("position " + position + " should come after " + before + ", but there is " + message);
		}
	}

	private void again(Message message, Message before) {
		this.duplicates++;
		if (!message.isSame(before)) {
			violation("two records have one index: " + before + " and " + message);
		}
		if (this.exactlyOnce) {
			violation("twice: " + message);
		}
		Map.Entry<Long, Long> known = this.forwarded.lowerEntry(message.millis());
		if (known != null && message.position() < known.getValue()) {
			violation("sent again though " + known.getValue() + " was known as forwarded since " + known.getKey() + ": "
					+ message);
		}
	}

	private void violation(String what) {
		if (this.violations.size() < MOST) {
			this.violations.add(what);
		}
	}

	Verdict verdict(List<Promised> promised) {
		for (Promised range : promised) {
			int from = Math.toIntExact(range.from());
			int to = Math.toIntExact(range.to());
			int lost = to - from
					- this.seen.getOrDefault(range.producer(), new BitSet())
						.get(from, Math.max(from, to))
						.cardinality();
			if (lost > 0) {
				violation("lost " + lost + " records of " + range + ", the first of them "
						+ this.seen.getOrDefault(range.producer(), new BitSet()).nextClearBit(from));
			}
		}
		return new Verdict(this.records.size(), this.duplicates, this.torn, List.copyOf(this.violations));
	}

}
