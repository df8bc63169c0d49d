package io.asyncappend.harness.benchmark.contender;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Logback's {@code AsyncAppender} in front of a buffered {@code FileAppender}, told to
 * discard nothing. The message is the record, one byte a character, and the pattern adds
 * nothing.
 */
final class Logback implements Contender {

	private static final int QUEUE = 8192;

	/** Not a literal, so that no other string is the same. */
	private static final String MARKER = new String("flush");

	private static final class Encoder extends PatternLayoutEncoder {

		private volatile CountDownLatch reached;

		@Override
		public byte[] encode(ILoggingEvent event) {
			if (event.getMessage() == MARKER) {
				this.reached.countDown();
				return new byte[0];
			}
			return super.encode(event);
		}

	}

	private final LoggerContext context = new LoggerContext();

	private final Encoder encoder = new Encoder();

	private final FileAppender<ILoggingEvent> file = new FileAppender<>();

	private final AsyncAppender async = new AsyncAppender();

	private final Logger logger = this.context.getLogger("benchmark");

	@Override
	public void open(Setup setup) {
		// Without one every event is dropped, with a word in the status list alone.
		this.context.setMDCAdapter(new LogbackMDCAdapter());
		this.context.start();
		this.encoder.setContext(this.context);
		this.encoder.setPattern("%msg");
		this.encoder.setCharset(StandardCharsets.ISO_8859_1);
		this.encoder.start();
		this.file.setContext(this.context);
		this.file.setFile(setup.path(0).toString());
		this.file.setEncoder(this.encoder);
		this.file.setImmediateFlush(false);
		this.file.setBufferSize(new FileSize(256 * FileSize.KB_COEFFICIENT));
		this.file.start();
		this.async.setContext(this.context);
		this.async.setQueueSize(QUEUE);
		this.async.setNeverBlock(false);
		this.async.setDiscardingThreshold(0);
		this.async.setMaxFlushTime(0);
		this.async.addAppender(this.file);
		this.async.start();
		this.logger.setLevel(Level.INFO);
		this.logger.addAppender(this.async);
	}

	@Override
	public void append(int file, byte[] record) {
		this.logger.info(new String(record, StandardCharsets.ISO_8859_1));
	}

	/** There is no flush to call: a marker goes last, then the appender's own buffer. */
	@Override
	public void flush() throws IOException, InterruptedException {
		this.encoder.reached = new CountDownLatch(1);
		this.logger.info(MARKER);
		if (!this.encoder.reached.await(20, TimeUnit.SECONDS)) {
			throw new IOException("what was logged last was not reached in 20 s");
		}
		this.file.getOutputStream().flush();
	}

	@Override
	public void close() {
		this.context.stop();
	}

}
