package io.asyncappend.internal.appender;

import io.asyncappend.AppenderClosedException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.internal.archive.ArchiveExecutor;
import io.asyncappend.internal.io.IoExecutor;
import io.asyncappend.internal.io.IoExecutors;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** An appender to a file in memory, made cheaply and a million times. */
class Stressed {

	/** One for all: a lane's threads outlive the appenders. */
	private static final IoExecutor LANE = new IoExecutors(Thread::start).ofBorrowed();

	private static final AppenderOptions OPTIONS = AppenderOptions.builder()
		.bufferSize(AppenderOptions.MIN_BUFFER_SIZE)
		.build();

	final MemoryFile file = new MemoryFile();

	private final FactoryState factory;

	final FileAppender appender;

	/** What no outcome could show. */
	final AtomicReference<String> broken = new AtomicReference<>("ok");

	Stressed(boolean enabled) {
		ArchiveExecutor archivist = new ArchiveExecutor(Clock.systemUTC(), Thread::new);
		this.factory = new FactoryState(enabled, List.of(), new Workers(new IoExecutors(Thread::start), archivist),
				(name) -> {
				});
		this.appender = new FileAppender("stress", OPTIONS, OpenedLogFile.without(this.file), LANE,
				new Owners("stress", this.factory), archivist);
	}

	final void flip() {
		this.factory.setEnabled(!this.factory.isEnabled());
		this.appender.modeChanged();
	}

	/**
	 * Whether everything accepted is in the file, once, and one thread wrote at a time.
	 */
	final String end() {
		this.appender.close();
		AppenderStatus last = this.appender.status();
		if (this.file.shared) {
			return "two threads in the file";
		}
		if (this.file.size != last.positions().accepted() || last.positions().written() != last.positions().accepted()
				|| last.records().written() != last.records().accepted()) {
			return "accepted " + last.positions().accepted() + " but in the file are " + this.file.size;
		}
		return this.broken.get();
	}

	/** -1 for refused. */
	final int append(int length) {
		try {
			return (int) this.appender.append(new byte[length]);
		}
		catch (AppenderClosedException ex) {
			return -1;
		}
	}

}
