package io.asyncappend.internal.tool;

import io.asyncappend.LogReader;
import io.asyncappend.internal.file.Printable;
import io.asyncappend.internal.log.LogPositions;
import io.asyncappend.internal.reader.LogPart;
import io.asyncappend.internal.reader.LogReaderBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Tells what there is of a log: {@code status}. */
final class StatusCommand {

	private final Arguments arguments;

	private final PrintStream out;

	StatusCommand(Arguments arguments, PrintStream out) {
		this.arguments = arguments;
		this.out = out;
	}

	/** Returns the exit code. */
	int run() throws IOException {
		FoundLog log = FoundLog.of(this.arguments.file, this.arguments.naming);
		long written = log.limit(LogReader.Extent.WRITTEN);
		long durable = log.limit(LogReader.Extent.DURABLE);
		LogPositions positions = log.positions();
		List<LogPart> parts = LogReaderBuilder.parts(log);
		CursorSearch search = new CursorSearch(log, written, parts, Clock.systemUTC());
		List<FoundCursor> cursors = search.find();
		if (this.arguments.json) {
			json(log, positions, written, durable, parts, cursors, search.leftOut());
		}
		else {
			text(log, positions, written, durable, parts);
			cursors.forEach((cursor) -> this.out.println(cursor.text()));
			if (search.leftOut() > 0) {
				this.out.println("cursors   " + search.leftOut() + " more, which are not looked at");
			}
		}
		return Main.DONE;
	}

	private void text(FoundLog log, LogPositions positions, long written, long durable, List<LogPart> parts) {
		this.out.println("file      " + Printable.text(log.file().toString()));
		this.out.println("log       " + log.log() + ", since " + Instant.ofEpochMilli(positions.created())
				+ positions.previous().map((previous) -> ", after log " + previous).orElse(""));
		this.out.println("written   " + written);
		this.out.println("durable   " + durable + " at least");
		this.out.println("state     " + (positions.end().isPresent() ? "closed" : "open, or not closed in order"));
		for (LogPart part : parts) {
			String range = part.start() + " to " + (part.isActive() ? written : part.end()) + ", records from "
					+ part.startIndex();
			String name = Printable.text(part.name());
			this.out.println((part.missing().isPresent() ? "missing   " : part.isActive() ? "file      " : "archive   ")
					+ range + ": " + name + part.missing().map((reason) -> " (" + reason + ")").orElse(""));
		}
	}

	private void json(FoundLog log, LogPositions positions, long written, long durable, List<LogPart> parts,
			List<FoundCursor> cursors, int leftOut) {
		Json json = new Json().object()
			.put("file", log.file().toString())
			.put("log", log.log().toString())
			.put("created", Instant.ofEpochMilli(positions.created()).toString());
		positions.previous().ifPresent((previous) -> json.put("previous", previous.toString()));
		json.put("written", written).put("durable", durable).put("closed", positions.end().isPresent()).array("parts");
		for (LogPart part : parts) {
			json.object()
				.put("name", part.name())
				.put("position", part.start())
				.put("end", part.isActive() ? written : part.end())
				.put("index", part.startIndex());
			part.missing().ifPresent((reason) -> json.put("gap", reason.name()));
			json.end();
		}
		json.end().array("cursors");
		cursors.forEach((cursor) -> cursor.json(json));
		json.end().put("cursorsLeftOut", leftOut);
		this.out.println(json.end());
	}

}
