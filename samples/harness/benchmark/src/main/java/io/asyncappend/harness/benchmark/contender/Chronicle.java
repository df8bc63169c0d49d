package io.asyncappend.harness.benchmark.contender;

import io.asyncappend.harness.benchmark.record.RecordReader;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Chronicle Queue: records are copied into a preallocated mapping, so they are written as
 * soon as they are appended; durable is an msync of the mapping.
 */
final class Chronicle implements Contender {

	private ChronicleQueue[] queues;

	private ThreadLocal<ExcerptAppender[]> appenders;

	private static ChronicleQueue queue(Setup setup, int file) {
		long block = (setup.files() > 1) ? 1 << 20 : 64 << 20;
		// Without this mode a sync is an msync(MS_ASYNC), which forces nothing.
		return SingleChronicleQueueBuilder.binary(setup.path(file)).blockSize(block).syncMode(SyncMode.SYNC).build();
	}

	@Override
	public void open(Setup setup) {
		this.queues = new ChronicleQueue[setup.files()];
		for (int file = 0; file < this.queues.length; file++) {
			this.queues[file] = queue(setup, file);
		}
		this.appenders = ThreadLocal.withInitial(() -> new ExcerptAppender[setup.files()]);
	}

	private ExcerptAppender appender(int file) {
		ExcerptAppender[] own = this.appenders.get();
		if (own[file] == null) {
			own[file] = this.queues[file].createAppender();
			// Threads of a benchmark end before the queue is closed.
			own[file].singleThreadedCheckDisabled(true);
		}
		return own[file];
	}

	@Override
	public void append(int file, byte[] record) {
		append(appender(file), record);
	}

	private void append(ExcerptAppender appender, byte[] record) {
		try (DocumentContext document = appender.writingDocument()) {
			document.wire().bytes().write(record);
		}
	}

	@Override
	public void appendDurably(int file, byte[] record) {
		ExcerptAppender appender = appender(file);
		append(appender, record);
		appender.sync();
	}

	@Override
	public void close() {
		for (ChronicleQueue queue : this.queues) {
			queue.close();
		}
	}

	@Override
	public void readBack(Setup setup, int file, RecordReader reader) {
		byte[] record = new byte[2 * setup.recordSize()];
		try (ChronicleQueue queue = queue(setup, file); ExcerptTailer tailer = queue.createTailer()) {
			while (true) {
				try (DocumentContext document = tailer.readingDocument()) {
					if (!document.isPresent()) {
						return;
					}
					Bytes<?> bytes = document.wire().bytes();
					int length = (int) Math.min(record.length, bytes.readRemaining());
					bytes.read(record, 0, length);
					reader.read(record, 0, length);
				}
			}
		}
	}

}
