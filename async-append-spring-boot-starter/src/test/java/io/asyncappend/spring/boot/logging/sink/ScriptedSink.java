package io.asyncappend.spring.boot.logging.sink;

import java.nio.file.Path;
import java.time.Duration;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.appenders.LoggingAppendListener;
import io.asyncappend.spring.boot.properties.AppenderDefinition;
import io.asyncappend.spring.boot.testing.ScriptedChannel;

/** The lines of a log on a disk that does not always write. */
public final class ScriptedSink implements AutoCloseable {

	private final AsyncAppendFactory factory;

	private final AsyncAppender appender;

	private final LogSink sink;

	/** Opens one whose events are logged. */
	public ScriptedSink(ScriptedChannel channel, AppenderOptions options, boolean enabled, Path directory) {
		RoomListener room = new RoomListener();
		this.factory = AsyncAppendFactory.builder()
			.enabled(enabled)
			.listener(new LoggingAppendListener())
			.listener(room)
			.build();
		this.appender = this.factory.create("app", channel, options);
		this.sink = new LogSink(this.appender,
				new AfterCloseWriter(AppenderDefinition.of("app", directory.resolve("app.log").toString(), options),
						Duration.ofSeconds(10)));
		room.add(this.sink);
	}

	/** Where the lines go. */
	public LogSink sink() {
		return this.sink;
	}

	/** How many lines are not in the log, and not named by a count in it. */
	public long unreported() {
		return this.sink.unreported();
	}

	/** The appender that they go to. */
	public AsyncAppender appender() {
		return this.appender;
	}

	@Override
	public void close() {
		try {
			this.factory.close(Duration.ofSeconds(20));
		}
		catch (AppendException ex) {
			// What a test did to its file is the test's business.
		}
	}

}
