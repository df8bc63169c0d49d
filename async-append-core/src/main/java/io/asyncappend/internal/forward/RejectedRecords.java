package io.asyncappend.internal.forward;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.ForeignFilePolicy;
import io.asyncappend.LogRecord;
import io.asyncappend.internal.concurrent.Causes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;

/**
 * The file of records that a sink never takes: a line of JSON for each, as
 * {@code docs/formats.md} says, durable before forwarding goes on. It is a file of its
 * own appender, so that it is opened safely, ends whole after a crash and says when the
 * disk is full. Opened with the first record; not thread-safe.
 */
final class RejectedRecords implements AutoCloseable {

	/**
	 * A full disk is told at once, and tried again by the loop. So is a file that another
	 * account has put there, which could read the records.
	 */
	private static final AppenderOptions OPTIONS = AppenderOptions.builder()
		.writeRetry(Duration.ZERO)
		.foreignFile(ForeignFilePolicy.REFUSE)
		.build();

	private final String name;

	private final Path file;

	private final Set<PosixFilePermission> permissions;

	private AsyncAppendFactory factory;

	private AsyncAppender appender;

	RejectedRecords(String name, Path file, Set<PosixFilePermission> permissions) {
		this.name = name;
		this.file = file;
		this.permissions = permissions;
	}

	/**
	 * Keeps a record, durably.
	 * @throws io.asyncappend.AppendException if that cannot be done, maybe for now
	 */
	void keep(UUID log, LogRecord record, String reason) {
		byte[] line = line(log, record, reason, Instant.now()).getBytes(StandardCharsets.UTF_8);
		try {
			open();
			this.appender.append(line);
			this.appender.sync();
		}
		catch (RuntimeException | Error ex) {
			// A failed appender stays failed: the next try opens the file again.
			try {
				close();
			}
			catch (RuntimeException another) {
				Causes.keep(ex, another);
			}
			throw ex;
		}
	}

	private void open() {
		if (this.appender == null) {
			this.factory = AsyncAppendFactory.builder().enabled(false).build();
			this.appender = this.factory.open(this.name, this.file,
					OPTIONS.toBuilder().permissions(this.permissions).build());
		}
	}

	static String line(UUID log, LogRecord record, String reason, Instant time) {
		StringBuilder line = new StringBuilder(128 + record.bytes().length * 4 / 3);
		line.append("{\"version\":1,\"log\":\"").append(log);
		line.append("\",\"index\":").append(record.index());
		line.append(",\"position\":").append(record.position());
		line.append(",\"end\":").append(record.end());
		line.append(",\"time\":\"").append(time);
		line.append("\",\"reason\":\"");
		escape(reason, line);
		line.append("\",\"record\":\"").append(Base64.getEncoder().encodeToString(record.bytes()));
		return line.append("\"}\n").toString();
	}

	/**
	 * RFC 8259, section 7; what is no ASCII is escaped too, a lone surrogate among it.
	 */
	private static void escape(String text, StringBuilder to) {
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (character == '"' || character == '\\') {
				to.append('\\').append(character);
			}
			else if (character < ' ' || character > '~') {
				to.append("\\u").append(String.format("%04x", (int) character));
			}
			else {
				to.append(character);
			}
		}
	}

	@Override
	public void close() {
		AsyncAppendFactory closed = this.factory;
		this.factory = null;
		this.appender = null;
		if (closed != null) {
			closed.close(Duration.ofSeconds(1));
		}
	}

}
