package io.asyncappend.internal.tool;

import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogReader;
import io.asyncappend.LogRecord;
import io.asyncappend.internal.file.Printable;
import io.asyncappend.internal.reader.LogReaderBuilder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Writes the records of a log to standard output: {@code cat} and {@code tail}. */
final class RecordsCommand {

	private static final int BUFFER = 1 << 16;

	/** How often it is looked whether anything takes the output. */
	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final Arguments arguments;

	private final PrintStream standard;

	private final OutputStream out;

	private final PrintStream err;

	private final LogReader.Extent extent;

	private byte delimiter;

	private boolean gaps;

	RecordsCommand(Arguments arguments, PrintStream out, PrintStream err) {
		this.arguments = arguments;
		this.standard = out;
		this.out = new BufferedOutputStream(out, BUFFER);
		this.err = err;
		this.extent = arguments.durable ? LogReader.Extent.DURABLE : LogReader.Extent.WRITTEN;
	}

	/** Returns the exit code. */
	int run() throws IOException {
		FoundLog log = FoundLog.of(this.arguments.file, this.arguments.naming);
		this.delimiter = log.delimiter();
		try (LogReader reader = begin(log).upTo(this.extent).open()) {
			long end = Math.min(this.arguments.to, log.limit(this.extent));
			copy(reader, this.arguments.follow ? Long.MAX_VALUE : end);
			return this.gaps ? Main.GAPS : Main.DONE;
		}
		finally {
			this.out.flush();
		}
	}

	private LogReader.Builder begin(FoundLog log) throws IOException {
		LogReader.Builder builder = new LogReaderBuilder(log);
		if (this.arguments.command == Arguments.Command.TAIL) {
			return builder
				.fromIndex(Math.max(0, LogReaderBuilder.records(log, log.limit(this.extent)) - this.arguments.count));
		}
		if (this.arguments.from != null) {
			builder.from(this.arguments.from);
		}
		else if (this.arguments.fromIndex != null) {
			builder.fromIndex(this.arguments.fromIndex);
		}
		else if (this.arguments.after != null) {
			builder.after(this.arguments.after);
		}
		return builder;
	}

	private void copy(LogReader reader, long end) throws IOException {
		while (!this.standard.checkError()) {
			Optional<LogEntry> entry = reader.poll();
			int written = 0;
			while (entry.isPresent() && entry.get().end() <= end) {
				write(entry.get());
				if (++written % 1000 == 0 && this.standard.checkError()) {
					return;
				}
				entry = reader.poll();
			}
			this.out.flush();
			if (entry.isPresent() || !this.arguments.follow) {
				return;
			}
			entry = reader.poll(PAUSE);
			if (entry.isPresent()) {
				write(entry.get());
			}
		}
	}

	private void write(LogEntry entry) throws IOException {
		if (entry instanceof LogGap gap) {
			this.gaps = true;
			write(gap);
			return;
		}
		LogRecord record = (LogRecord) entry;
		if (this.arguments.json) {
			print(new Json().object()
				.put("position", record.position())
				.put("end", record.end())
				.put("index", record.index())
				.put(record.bytes())
				.end() + "\n");
			return;
		}
		if (this.arguments.positions) {
			print(record.position() + " " + record.end() + " " + record.index() + " ");
		}
		this.out.write(record.bytes());
		this.out.write(this.delimiter);
	}

	private void write(LogGap gap) throws IOException {
		if (this.arguments.json) {
			print(new Json().object()
				.put("position", gap.position())
				.put("end", gap.end())
				.put("gap", gap.reason().name())
				.put("detail", gap.detail())
				.end() + "\n");
			return;
		}
		// In the place that it has among the records, where both go to one terminal.
		this.out.flush();
		this.err.println(Gaps.text(gap.position(), gap.end(), gap.reason(), Printable.text(gap.detail())));
	}

	private void print(String text) throws IOException {
		this.out.write(text.getBytes(StandardCharsets.UTF_8));
	}

}
