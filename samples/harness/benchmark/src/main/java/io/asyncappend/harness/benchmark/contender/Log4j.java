package io.asyncappend.harness.benchmark.contender;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.RandomAccessFileAppender;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.apache.logging.log4j.message.AsynchronouslyFormattable;
import org.apache.logging.log4j.message.Message;

/**
 * Log4j's asynchronous loggers in front of its fastest appender, all else as it comes.
 * The message is the record, one byte a character, and the pattern adds nothing.
 */
final class Log4j implements Contender {

	/** Follows the records through the ring, and says when it was its turn. */
	@AsynchronouslyFormattable
	@SuppressWarnings({ "serial", "deprecation" })
	private static final class Marker implements Message {

		private final CountDownLatch reached = new CountDownLatch(1);

		@Override
		public String getFormattedMessage() {
			this.reached.countDown();
			return "";
		}

		@Override
		public String getFormat() {
			return "";
		}

		@Override
		public Object[] getParameters() {
			return new Object[0];
		}

		@Override
		public Throwable getThrowable() {
			return null;
		}

	}

	private LoggerContext context;

	private Logger logger;

	@Override
	public void open(Setup setup) {
		System.setProperty("log4j2.contextSelector", "org.apache.logging.log4j.core.async.AsyncLoggerContextSelector");
		ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
		builder.add(builder.newAppender("file", "RandomAccessFile")
			.addAttribute("fileName", setup.path(0).toString())
			.addAttribute("append", false)
			.addAttribute("immediateFlush", false)
			.add(builder.newLayout("PatternLayout")
				.addAttribute("pattern", "%m")
				.addAttribute("charset", "ISO-8859-1")));
		builder.add(builder.newRootLogger(Level.INFO)
			.addAttribute("includeLocation", false)
			.add(builder.newAppenderRef("file")));
		this.context = Configurator.initialize(builder.build());
		if (!(this.context instanceof AsyncLoggerContext)) {
			throw new IllegalStateException("the loggers are not asynchronous");
		}
		this.logger = this.context.getRootLogger();
	}

	@Override
	public void append(int file, byte[] record) {
		this.logger.info(new String(record, StandardCharsets.ISO_8859_1));
	}

	/** There is no flush to call: a marker goes last, then the appender's own buffer. */
	@Override
	public void flush() throws IOException, InterruptedException {
		Marker marker = new Marker();
		this.logger.info(marker);
		if (!marker.reached.await(20, TimeUnit.SECONDS)) {
			throw new IOException("what was logged last was not reached in 20 s");
		}
		RandomAccessFileAppender appender = this.context.getConfiguration().getAppender("file");
		appender.getManager().flush();
	}

	@Override
	public void close() {
		Configurator.shutdown(this.context, 60, TimeUnit.SECONDS);
	}

}
