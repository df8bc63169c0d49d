package io.asyncappend.harness.benchmark.contender;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

/**
 * The Agrona ring as an expert would have it: a record carries the number of its waiter
 * as the type of its message, so that a caller neither takes a lock nor waits in a queue
 * for one when it is woken.
 */
final class SlotRing implements Contender {

	private final int leastSize;

	private final WaiterSlots slots = new WaiterSlots();

	private SlotRingLog[] logs;

	/**
	 * Prepares it.
	 * @param leastSize how large the ring of a single file is at least, in bytes
	 */
	SlotRing(int leastSize) {
		this.leastSize = leastSize;
	}

	@Override
	public void open(Setup setup) throws IOException {
		this.logs = new SlotRingLog[setup.files()];
		// A message may fill an eighth of the ring.
		int least = Math.max(64 * 1024, 16 * setup.recordSize());
		int size = (setup.files() > 1) ? least : Math.max(Math.max(least, this.leastSize), setup.bufferSize());
		for (int file = 0; file < this.logs.length; file++) {
			this.logs[file] = new SlotRingLog(PlainFile.open(setup.path(file)), size, this.slots);
		}
	}

	@Override
	public void append(int file, byte[] record) throws IOException {
		this.logs[file].append(record);
	}

	@Override
	public void appendDurably(int file, byte[] record) throws IOException {
		this.logs[file].appendDurably(record, this.slots.own());
	}

	@Override
	public CompletionStage<?> submitDurably(int file, byte[] record) throws IOException {
		return this.logs[file].submitDurably(record, this.slots.take());
	}

	@Override
	public void flush() throws IOException {
		for (SlotRingLog log : this.logs) {
			log.awaitWritten(this.slots.own());
		}
	}

	@Override
	public void close() throws IOException {
		for (SlotRingLog log : this.logs) {
			log.close();
		}
	}

}
