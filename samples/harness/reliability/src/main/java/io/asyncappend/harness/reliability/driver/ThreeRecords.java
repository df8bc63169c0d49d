package io.asyncappend.harness.reliability.driver;

import io.asyncappend.AppendException;
import io.asyncappend.AppendListener;
import io.asyncappend.AppenderFailedException;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.harness.reliability.verify.RecordFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Appends three records to a file that may not take them. A command is
 * {@code MODE FLUSH LENGTH FILE}: {@code asynchronous}, {@code synchronous} or
 * {@code borrowed}; whether to flush after each record or all; the bytes of a record. The
 * answer is
 * {@code ok STATE WRITTEN-RECORDS WRITTEN-POSITION TORN-BYTES ACKNOWLEDGED AGAIN}: how
 * many records a flush acknowledged, and how often something worked after a failure.
 * Notes nothing in files, as the limit is for all files of the process.
 */
public final class ThreeRecords {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final int RECORDS = 3;

	private ThreeRecords() {
	}

	/**
	 * Obeys until there are no more commands.
	 * @param args none
	 * @throws IOException if standard input cannot be read
	 */
	public static void main(String[] args) throws IOException {
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		Writer.say("ready " + ProcessHandle.current().pid());
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			String[] words = line.split(" ");
			try {
				Writer.say("ok "
						+ append(words[0], words[1].equals("each"), Integer.parseInt(words[2]), Path.of(words[3])));
			}
			catch (Throwable ex) {
				Writer.say("error " + Session.line(ex));
			}
		}
	}

	private static String append(String mode, boolean each, int length, Path file) throws IOException {
		Last last = new Last();
		try (FileChannel channel = mode.equals("borrowed")
				? FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND) : null;
				AsyncAppendFactory factory = AsyncAppendFactory.builder()
					.enabled(!mode.equals("synchronous"))
					.listener(last)
					.build()) {
			AsyncAppender appender = (channel != null) ? factory.create("three", channel) : factory.open("three", file);
			int acknowledged = append(appender, each, length);
			AppenderStatus status = appender.status();
			int again = (status.state() == AppenderStatus.State.FAILED) ? again(appender, length) : 0;
			try {
				appender.close(LIMIT);
			}
			catch (AppendException ex) {
				// Told before.
			}
			if (last.status.trouble().tornBytes() != status.trouble().tornBytes()
					|| last.status.positions().written() != status.positions().written()) {
				throw new IllegalStateException(status + " became " + last.status);
			}
			return status.state() + " " + status.records().written() + " " + status.positions().written() + " "
					+ status.trouble().tornBytes() + " " + acknowledged + " " + again;
		}
	}

	private static int append(AsyncAppender appender, boolean each, int length) {
		int acknowledged = 0;
		try {
			for (int i = 0; i < RECORDS; i++) {
				appender.append(RecordFormat.record(0, i, length));
				if (each) {
					appender.flush(LIMIT);
					acknowledged = i + 1;
				}
			}
			appender.flush(LIMIT);
			acknowledged = RECORDS;
		}
		catch (AppenderFailedException ex) {
			// What this is about; the status tells.
		}
		return acknowledged;
	}

	/** Tries everything after the failure; nothing may work. */
	private static int again(AsyncAppender appender, int length) {
		int worked = 0;
		for (Runnable operation : new Runnable[] { () -> appender.append(RecordFormat.record(0, RECORDS, length)),
				() -> appender.flush(LIMIT), () -> appender.sync(LIMIT),
				() -> appender.appendDurably(RecordFormat.record(0, RECORDS, length)) }) {
			try {
				operation.run();
				worked++;
			}
			catch (AppenderFailedException ex) {
				// As it should be.
			}
		}
		return worked;
	}

	/** Keeps the status that the close tells. */
	private static final class Last implements AppendListener {

		private volatile AppenderStatus status;

		@Override
		public void onClose(AsyncAppender appender, AppenderStatus last) {
			this.status = last;
		}

	}

}
