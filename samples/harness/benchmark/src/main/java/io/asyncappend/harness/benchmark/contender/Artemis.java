package io.asyncappend.harness.benchmark.contender;

import io.asyncappend.harness.benchmark.record.RecordReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.ArtemisConstants;
import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.io.aio.AIOSequentialFileFactory;
import org.apache.activemq.artemis.core.io.mapped.MappedSequentialFileFactory;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.activemq.artemis.core.journal.impl.dataformat.ByteArrayEncoding;

/**
 * The journal of the Artemis broker, over its three kinds of file. It encodes a record
 * later, so the record is copied; and it queues without limit, so threads that append
 * without waiting pause now and then.
 */
final class Artemis implements Contender {

	enum Kind {

		NIO, MAPPED, AIO

	}

	private static final int MANY_FILES_SIZE = 1024 * 1024;

	private static final int FILE_SIZE = 10 * MANY_FILES_SIZE;

	/** What one journal lets wait in its queue before threads that append pause. */
	private static final long QUEUED_BYTES = 8L << 20;

	private final Kind kind;

	private final AtomicLong ids = new AtomicLong();

	private JournalImpl[] journals;

	private SequentialFileFactory[] factories;

	private long pause;

	Artemis(Kind kind) {
		this.kind = kind;
	}

	static String missing() {
		return AIOSequentialFileFactory.isSupported() ? null : "libaio does not load";
	}

	@Override
	public void open(Setup setup) throws Exception {
		this.journals = new JournalImpl[setup.files()];
		this.factories = new SequentialFileFactory[setup.files()];
		this.pause = Math.max(1, QUEUED_BYTES / setup.recordSize());
		int timeout = Calibration.forceNanos(setup.directory());
		for (int file = 0; file < this.journals.length; file++) {
			open(setup, file, timeout).loadInternalOnly();
		}
	}

	private JournalImpl open(Setup setup, int file, int timeout) throws IOException {
		int least = (setup.files() > 1) ? MANY_FILES_SIZE : FILE_SIZE;
		int fileSize = Math.max(least, 8 * setup.recordSize());
		int bufferSize = Math.max(ArtemisConstants.DEFAULT_JOURNAL_BUFFER_SIZE_NIO, 2 * setup.recordSize());
		File directory = Files.createDirectories(setup.path(file)).toFile();
		int inFlight = (this.kind == Kind.AIO) ? 500 : 1;
		SequentialFileFactory factory = switch (this.kind) {
			case NIO -> new NIOSequentialFileFactory(directory, true, bufferSize, timeout, inFlight, false);
			case MAPPED -> new MappedSequentialFileFactory(directory, fileSize, true, bufferSize, timeout, null);
			case AIO -> new AIOSequentialFileFactory(directory, bufferSize, timeout, inFlight, false);
		};
		factory.setDatasync(true);
		JournalImpl journal = new JournalImpl(fileSize, 2, -1, 0, 0, factory, "journal", "data", inFlight);
		journal.start();
		this.factories[file] = factory;
		this.journals[file] = journal;
		return journal;
	}

	@Override
	public void append(int file, byte[] record) throws Exception {
		long id = this.ids.incrementAndGet();
		this.journals[file].appendAddRecord(id, (byte) 0, record.clone(), false);
		if (id % this.pause == 0) {
			this.journals[file].flushAppendExecutor(1, TimeUnit.MINUTES);
		}
	}

	@Override
	public void appendDurably(int file, byte[] record) throws Exception {
		this.journals[file].appendAddRecord(this.ids.incrementAndGet(), (byte) 0, record.clone(), true);
	}

	@Override
	public CompletionStage<?> submitDurably(int file, byte[] record) throws Exception {
		CompletableFuture<Void> future = new CompletableFuture<>();
		this.journals[file].appendAddRecord(this.ids.incrementAndGet(), (byte) 0, new ByteArrayEncoding(record.clone()),
				true, new ArtemisCompletion(future));
		return future;
	}

	@Override
	public void flush() throws Exception {
		for (int file = 0; file < this.journals.length; file++) {
			this.journals[file].flushAppendExecutor(1, TimeUnit.MINUTES);
			this.factories[file].flush();
		}
	}

	@Override
	public void close() throws Exception {
		for (int file = 0; file < this.journals.length; file++) {
			this.journals[file].stop();
		}
	}

	@Override
	public void readBack(Setup setup, int file, RecordReader reader) throws Exception {
		JournalImpl journal = open(setup, file, ArtemisConstants.DEFAULT_JOURNAL_BUFFER_TIMEOUT_NIO);
		journal.load(new ArtemisLoader(reader));
		journal.stop();
	}

}
