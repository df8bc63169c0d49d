package io.asyncappend.samples.audit;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Streams text into an appender, a record a line. */
@RestController
class IngestController {

	private final AsyncAppendFactory factory;

	private final ApplicationEventPublisher publisher;

	IngestController(AsyncAppendFactory factory, ApplicationEventPublisher publisher) {
		this.factory = factory;
		this.publisher = publisher;
	}

	/**
	 * Answers when every line is written: it would survive a kill of the process. That it
	 * was asked for is an audit event, and durable before a line is accepted.
	 */
	@PostMapping("/ingest/{name}")
	Ingested ingest(@PathVariable String name, InputStream body) throws IOException {
		AsyncAppender appender = this.factory.find(name)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no appender named '" + name + "'"));
		this.publisher.publishEvent(new AuditApplicationEvent("anonymous", "INGEST", "appender=" + name));
		Lines lines = new Lines(appender);
		byte[] buffer = new byte[8192];
		int filled = 0;
		for (int read = body.read(buffer); read >= 0; read = body.read(buffer, filled, buffer.length - filled)) {
			filled = lines.append(buffer, filled + read);
			if (filled == buffer.length) {
				buffer = Arrays.copyOf(buffer, 2 * buffer.length);
			}
		}
		lines.appendOne(buffer, 0, filled);
		appender.flush();
		return new Ingested(name, lines.records, lines.bytes, lines.dropped, lines.position);
	}

	/**
	 * What became of a body.
	 *
	 * @param appender where it went
	 * @param records lines accepted
	 * @param bytes bytes accepted
	 * @param dropped lines dropped, by the appender's backpressure
	 * @param position where in the appender the last line ends
	 */
	record Ingested(String appender, long records, long bytes, long dropped, long position) {
	}

	private static final class Lines {

		private final AsyncAppender appender;

		private long records;

		private long bytes;

		private long dropped;

		private long position;

		Lines(AsyncAppender appender) {
			this.appender = appender;
		}

		/** Appends whole lines, moves the rest to the front and returns its length. */
		int append(byte[] buffer, int length) {
			int start = 0;
			for (int i = 0; i < length; i++) {
				if (buffer[i] == '\n') {
					appendOne(buffer, start, i + 1 - start);
					start = i + 1;
				}
			}
			System.arraycopy(buffer, start, buffer, 0, length - start);
			return length - start;
		}

		void appendOne(byte[] buffer, int offset, int length) {
			if (length == 0) {
				return;
			}
			long end = this.appender.append(buffer, offset, length);
			if (end == AsyncAppender.DROPPED) {
				this.dropped++;
				return;
			}
			this.position = end;
			this.records++;
			this.bytes += length;
		}

	}

}
