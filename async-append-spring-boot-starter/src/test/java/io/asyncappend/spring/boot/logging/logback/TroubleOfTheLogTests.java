package io.asyncappend.spring.boot.logging.logback;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.status.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus.State;
import io.asyncappend.Backpressure;
import io.asyncappend.spring.boot.logging.sink.ScriptedSink;
import io.asyncappend.spring.boot.testing.ScriptedChannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Trouble of the log's own appender, which is logged through it: no way round and round,
 * and no way to wait for itself.
 */
@Timeout(60)
class TroubleOfTheLogTests {

	private static final Pattern DROPPED = Pattern.compile("async-append: (\\d+) log lines? w\\S+ dropped");

	@TempDir
	Path directory;

	private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

	private final Logger root = this.context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Logger logger = this.context.getLogger("test");

	private final CountDownLatch latch = new CountDownLatch(1);

	private final AppenderOptions.Builder options = AppenderOptions.builder()
		.bufferSize(8192)
		.backpressure(Backpressure.drop());

	private boolean enabled = true;

	private @Nullable ScriptedSink log;

	private @Nullable AsyncAppendAppender appender;

	@BeforeEach
	void levels() {
		this.root.setLevel(ch.qos.logback.classic.Level.INFO);
		this.context.getStatusManager().clear();
	}

	private ScriptedSink open(ScriptedChannel channel) {
		PatternLayoutEncoder encoder = new PatternLayoutEncoder();
		encoder.setPattern("%level %msg%n");
		return open(channel, encoder);
	}

	private ScriptedSink open(ScriptedChannel channel, Encoder<ILoggingEvent> encoder) {
		ScriptedSink opened = new ScriptedSink(channel, this.options.build(), this.enabled, this.directory);
		encoder.setContext(this.context);
		encoder.start();
		AsyncAppendAppender created = new AsyncAppendAppender(opened.sink());
		created.setContext(this.context);
		created.setName("FILE");
		created.setEncoder(encoder);
		created.start();
		this.root.addAppender(created);
		this.log = opened;
		this.appender = created;
		return opened;
	}

	@AfterEach
	void close() {
		this.latch.countDown();
		if (this.log != null) {
			this.log.close();
		}
		this.root.detachAppender(this.appender);
	}

	private static long dropped(String content) {
		long dropped = 0;
		for (Matcher matcher = DROPPED.matcher(content); matcher.find();) {
			dropped += Long.parseLong(matcher.group(1));
		}
		return dropped;
	}

	@Test
	void aDiskThatHangsStopsNoThread() {
		ScriptedChannel channel = ScriptedChannel.stuckUntil(this.latch);
		ScriptedSink log = open(channel);
		for (int i = 0; i < 5000; i++) {
			this.logger.error("line {}", i);
		}
		this.latch.countDown();
		await().until(() -> log.unreported() == 0);
		log.appender().flush();
		String content = channel.content();
		assertThat(dropped(content)).isPositive().isEqualTo(log.appender().status().dropped().records());
		assertThat(content.lines().filter((line) -> line.startsWith("ERROR line ")).count() + dropped(content))
			.isEqualTo(5000);
	}

	@Test
	void aDiskThatIsFullIsToldWhenItIsNot() {
		ScriptedChannel channel = ScriptedChannel.fullUntil(this.latch);
		ScriptedSink log = open(channel);
		for (int i = 0; i < 1000; i++) {
			this.logger.info("line {}", i);
		}
		await().until(() -> log.appender().status().state() == State.DEGRADED);
		this.latch.countDown();
		log.appender().flush();
		await().until(() -> log.unreported() == 0);
		await().until(() -> {
			log.appender().flush();
			return channel.content().contains("INFO Appender 'app' writes again");
		});
		String content = channel.content();
		long lines = content.lines().filter((line) -> line.matches("INFO line \\d+")).count();
		long others = content.lines().filter((line) -> line.contains("Appender 'app' cannot write")).count();
		// Whether it had room for the line about the disk itself is chance.
		assertThat(lines + others + dropped(content)).isEqualTo(1001);
	}

	@Test
	void aDiskThatIsFullInSynchronousMode() {
		this.enabled = false;
		this.options.writeRetry(java.time.Duration.ofMillis(1));
		ScriptedSink log = open(ScriptedChannel.fullUntil(this.latch));
		for (int i = 0; i < 100; i++) {
			this.logger.info("line {}", i);
		}
		assertThat(log.unreported()).isPositive();
	}

	@Test
	void aFailureIsInTheStatusOnce() {
		ScriptedSink log = open(ScriptedChannel.failingWrites());
		this.logger.info("first");
		await().until(() -> log.appender().status().state() == State.FAILED);
		for (int i = 0; i < 100; i++) {
			this.logger.error("line {}", i);
		}
		List<Status> errors = this.context.getStatusManager()
			.getCopyOfStatusList()
			.stream()
			.filter((status) -> status.getLevel() == Status.ERROR)
			.toList();
		assertThat(errors).hasSize(1);
		assertThat(errors.get(0).getMessage()).contains("[FILE] failed for good");
		assertThat(log.unreported()).isGreaterThanOrEqualTo(100);
	}

	@Test
	void structuredItStaysStructured() {
		this.context.putObject(Environment.class.getName(), new MockEnvironment());
		ScriptedChannel channel = ScriptedChannel.stuckUntil(this.latch);
		StructuredLogEncoder encoder = new StructuredLogEncoder();
		encoder.setFormat("ecs");
		ScriptedSink log = open(channel, encoder);
		for (int i = 0; i < 1000; i++) {
			this.logger.info("line {}", i);
		}
		this.latch.countDown();
		await().until(() -> log.unreported() == 0);
		log.appender().flush();
		List<Map<String, Object>> lines = channel.content()
			.lines()
			.map((line) -> JsonParserFactory.getJsonParser().parseMap(line))
			.toList();
		assertThat(lines).anySatisfy((line) -> assertThat(line.get("message")).asString()
			.isEqualTo("async-append: " + log.appender().status().dropped().records()
					+ " log lines were dropped as the buffer was full"));
	}

	@Test
	void anEncoderThatThrowsLosesNoEventWithoutAWord() {
		ScriptedChannel channel = ScriptedChannel.fullUntil(this.latch);
		this.latch.countDown();
		ScriptedSink log = open(channel, new Throwing());
		for (int i = 0; i < 5; i++) {
			this.logger.info("good");
			this.logger.warn("exception");
			this.logger.error("error");
			this.logger.error("overflow");
			this.logger.error("always");
		}
		log.appender().flush();
		String start = " async-append: a line of this logger could not be encoded: ";
		assertThat(channel.content().lines().filter((line) -> line.contains("good"))).hasSize(5);
		assertThat(channel.content().lines().filter(("WARN" + start + IllegalStateException.class.getName())::equals))
			.hasSize(5);
		assertThat(channel.content().lines().filter(("ERROR" + start + AssertionError.class.getName())::equals))
			.hasSize(5);
		assertThat(channel.content().lines().filter(("ERROR" + start + StackOverflowError.class.getName())::equals))
			.hasSize(5);
		long told = dropped(channel.content());
		assertThat(log.unreported() + told).isEqualTo(5);
		assertThat(this.context.getStatusManager().getCopyOfStatusList())
			.anyMatch((status) -> status.getMessage().contains("cannot encode events; they are lost, and counted"));
	}

	/** Encodes what it likes. */
	private static final class Throwing extends PatternLayoutEncoder {

		/** Is so bad that nothing can be said in its place. */
		private boolean broken;

		Throwing() {
			setPattern("%level %msg%n");
		}

		@Override
		public byte[] encode(ILoggingEvent event) {
			if (this.broken && event.getFormattedMessage().startsWith("async-append: a line")) {
				this.broken = false;
				throw new IllegalStateException("still");
			}
			switch (event.getFormattedMessage()) {
				case "exception" -> throw new IllegalStateException("cannot");
				case "error" -> throw new AssertionError("cannot");
				case "overflow" -> throw new StackOverflowError();
				case "always" -> {
					this.broken = true;
					throw new NoClassDefFoundError("cannot");
				}
				default -> {
				}
			}
			return super.encode(event);
		}

	}

	@Test
	void offFlushesNothing() {
		ScriptedSink log = open(ScriptedChannel.stuckUntil(this.latch));
		this.appender.setFlushOn("OFF");
		this.logger.error("is not waited for");
		assertThat(log.appender().status().queuedRecords()).isOne();
	}

}
