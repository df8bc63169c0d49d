package io.asyncappend.spring.boot.properties;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Lazy;
import org.springframework.util.unit.DataSize;

import io.asyncappend.Backpressure;
import io.asyncappend.ForeignFilePolicy;
import io.asyncappend.ForwardOptions;
import io.asyncappend.LogCursor;
import io.asyncappend.TornTail;

/**
 * The properties {@code async-append.*}. Immutable.
 * <p>
 * What is not set is {@code null} for the constructor: to convert a default that is a
 * text takes more classes than the rest of a start.
 * <p>
 * Paths are strings here because the conversion to a {@code Path} would first look for
 * {@code ./data} on the class path.
 *
 * @param enabled Whether I/O threads write. When false, the same appenders write on the
 * caller's thread.
 * @param directory Directory that relative files of appenders lie in. Created if missing.
 * @param confineToDirectory Whether all files of appenders must lie in the directory: no
 * absolute path, and no link that leads out of it.
 * @param shutdownTimeout How long closing the appenders may take when the application
 * stops. Zero gives up at once what is not written by then.
 * @param defaults What holds for every appender that does not say otherwise.
 * @param beanNamePrefix What the names of the beans of appenders begin with, before the
 * name of the appender. The name of the appender alone remains the qualifier.
 * @param appenders Appenders by name. Names that differ only in dashes, underscores or
 * case are one appender, in the spelling of the source that all others override.
 */
@ConfigurationProperties("async-append")
@Lazy
public record AsyncAppendProperties(Boolean enabled, String directory, boolean confineToDirectory,
		Duration shutdownTimeout, Defaults defaults, String beanNamePrefix, Map<String, Appender> appenders) {

	/** The prefix of the properties. */
	public static final String PREFIX = "async-append";

	/**
	 * Creates the properties.
	 * @throws InvalidPropertyException if the shutdown timeout is negative
	 */
	public AsyncAppendProperties {
		enabled = (enabled != null) ? enabled : Boolean.TRUE;
		directory = (directory != null) ? directory : "./data";
		beanNamePrefix = (beanNamePrefix != null) ? beanNamePrefix : "";
		shutdownTimeout = (shutdownTimeout != null) ? shutdownTimeout : Duration.ofSeconds(10);
		defaults = (defaults != null) ? defaults : Defaults.UNSET;
		if (shutdownTimeout.isNegative()) {
			throw InvalidPropertyException.of(PREFIX + ".shutdown-timeout", shutdownTimeout, "is negative");
		}
		appenders = (appenders != null) ? Collections.unmodifiableMap(new LinkedHashMap<>(appenders)) : Map.of();
	}

	/**
	 * What holds for every appender that does not say otherwise.
	 *
	 * @param bufferSize Most bytes that wait to be written.
	 * @param backpressure What append does when the buffer is full.
	 * @param backpressureTimeout How long append waits for room when backpressure is
	 * 'block'. Zero is without limit.
	 * @param sync When written records are forced to the device unasked: 'on-demand',
	 * 'every-batch', or a duration such as '1s'.
	 * @param writeRetry How long a full disk is retried before the appender fails. Zero
	 * is no retry.
	 * @param permissions Permissions of the files that appenders create, before the
	 * umask.
	 * @param shared Whether others may append to the files while they are open.
	 * @param minFree How much space the file system is to keep free: with less an
	 * appender degrades, as if the disk were full. Zero is none.
	 * @param tornTail What to do about a record at the end of a file that a crash had
	 * cut, when the file is opened.
	 * @param recreate Whether a file that others deleted or replaced is opened again by
	 * itself.
	 * @param foreignFile What to do about a file that is there before it is opened and
	 * that another user owns, or whose mode is wider than 'permissions'.
	 * @param lastingPositions Whether positions in a file go on over restarts, as readers
	 * and cursors need it.
	 * @param rotation When files become archives, and what becomes of these.
	 */
	public record Defaults(@DefaultValue("4MB") DataSize bufferSize,
			@DefaultValue("block") Backpressure.Action backpressure, @DefaultValue("0s") Duration backpressureTimeout,
			@DefaultValue("on-demand") String sync, @DefaultValue("30s") Duration writeRetry,
			@DefaultValue("rw-r-----") String permissions, @DefaultValue("false") boolean shared,
			@DefaultValue("0B") DataSize minFree, @DefaultValue("terminate") TornTail.Action tornTail,
			@DefaultValue("false") boolean recreate, @DefaultValue("warn") ForeignFilePolicy foreignFile,
			@DefaultValue("true") boolean lastingPositions, DefaultRotation rotation) {

		/** As it is bound where none of them is set. */
		static final Defaults UNSET = new Defaults(DataSize.ofMegabytes(4), Backpressure.Action.BLOCK, Duration.ZERO,
				"on-demand", Duration.ofSeconds(30), "rw-r-----", false, DataSize.ofBytes(0), TornTail.Action.TERMINATE,
				false, ForeignFilePolicy.WARN, true, DefaultRotation.UNSET);

		/** Creates the defaults. */
		public Defaults {
			rotation = (rotation != null) ? rotation : DefaultRotation.UNSET;
		}

	}

	/**
	 * When files become archives, and what becomes of these, for every appender that does
	 * not say otherwise.
	 *
	 * @param maxSize How large a file becomes before it is rotated. Zero is without
	 * limit.
	 * @param every Whether a file ends with the hour or the day it is written in.
	 * @param zone Time zone of hours and days, such as 'Europe/Berlin', or 'system'.
	 * @param naming Names of archives, of {name}, or {base} and {extension}, and {time}
	 * and {index}.
	 * @param compress Whether archives are compressed with gzip.
	 * @param keepFiles How many archives are kept. Zero is all.
	 * @param keepFor How long archives are kept after the last record in them. Zero is
	 * for ever.
	 * @param keepSize How many bytes of archives are kept. Zero is all.
	 * @param keepAtLeast How many of the newest archives are never deleted, whatever the
	 * limits.
	 * @param keepUntilSize How many bytes all archives may have before they are no longer
	 * kept for cursors. Zero is without limit.
	 */
	public record DefaultRotation(@DefaultValue("0B") DataSize maxSize, @DefaultValue("never") RotationPeriod every,
			@DefaultValue("system") String zone, @DefaultValue("{name}-{time}.{index}") String naming,
			@DefaultValue("false") boolean compress, @DefaultValue("0") int keepFiles,
			@DefaultValue("0s") Duration keepFor, @DefaultValue("0B") DataSize keepSize,
			@DefaultValue("1") int keepAtLeast, @DefaultValue("0B") DataSize keepUntilSize) {

		/** As it is bound where none of it is set. */
		static final DefaultRotation UNSET = new DefaultRotation(DataSize.ofBytes(0), RotationPeriod.NEVER, "system",
				"{name}-{time}.{index}", false, 0, Duration.ZERO, DataSize.ofBytes(0), 1, DataSize.ofBytes(0));

	}

	/**
	 * One appender; what is not set is as in the defaults.
	 *
	 * @param file File to append to, relative to the directory or absolute, or 'stdout'
	 * or 'stderr' for a standard stream of the process. The default is the appender's
	 * name followed by '.log'.
	 * @param bufferSize Most bytes that wait to be written.
	 * @param backpressure What append does when the buffer is full.
	 * @param backpressureTimeout How long append waits for room when backpressure is
	 * 'block'. Zero is without limit.
	 * @param sync When written records are forced to the device unasked: 'on-demand',
	 * 'every-batch', or a duration such as '1s'.
	 * @param writeRetry How long a full disk is retried before the appender fails. Zero
	 * is no retry.
	 * @param permissions Permissions of the file if the appender creates it, before the
	 * umask.
	 * @param shared Whether others may append to the file while it is open.
	 * @param minFree How much space the file system is to keep free: with less the
	 * appender degrades, as if the disk were full. Zero is none.
	 * @param tornTail What to do about a record at the end of the file that a crash had
	 * cut, when the file is opened.
	 * @param recreate Whether the file is opened again by itself when others deleted or
	 * replaced it.
	 * @param foreignFile What to do about a file that is there before it is opened and
	 * that another user owns, or whose mode is wider than 'permissions'.
	 * @param lastingPositions Whether positions in the file go on over restarts, as
	 * readers and cursors need it.
	 * @param cursors Cursors by name: how far consumers have read the log. Each is a
	 * bean, called like the appender, a dot and the cursor.
	 * @param rotation When the file becomes an archive, and what becomes of archives.
	 * @param forward Where records go on to once they are durable.
	 */
	public record Appender(@Nullable String file, @Nullable DataSize bufferSize,
			Backpressure.@Nullable Action backpressure, @Nullable Duration backpressureTimeout, @Nullable String sync,
			@Nullable Duration writeRetry, @Nullable String permissions, @Nullable Boolean shared,
			@Nullable DataSize minFree, TornTail.@Nullable Action tornTail, @Nullable Boolean recreate,
			@Nullable ForeignFilePolicy foreignFile, @Nullable Boolean lastingPositions, Map<String, Cursor> cursors,
			@Nullable AppenderRotation rotation, @Nullable Forward forward) {

		/** An appender without any property of its own. */
		static final Appender UNSET = new Appender(null, null, null, null, null, null, null, null, null, null, null,
				null, null, Map.of(), null, null);

		/** Creates the appender. */
		public Appender {
			cursors = (cursors != null) ? Collections.unmodifiableMap(new LinkedHashMap<>(cursors)) : Map.of();
		}

	}

	/**
	 * One cursor of an appender.
	 *
	 * @param start Where it begins when it is opened for the first time.
	 * @param forceInterval Within which an acknowledgement is made durable. Zero is at
	 * once.
	 */
	public record Cursor(@DefaultValue("oldest") LogCursor.Start start, @DefaultValue("1s") Duration forceInterval) {
	}

	/**
	 * When the file of an appender becomes an archive, and what becomes of these; what is
	 * not set is as in the defaults.
	 *
	 * @param maxSize How large the file becomes before it is rotated. Zero is without
	 * limit.
	 * @param every Whether the file ends with the hour or the day it is written in.
	 * @param zone Time zone of hours and days, such as 'Europe/Berlin', or 'system'.
	 * @param naming Names of archives, of {name}, or {base} and {extension}, and {time}
	 * and {index}.
	 * @param compress Whether archives are compressed with gzip.
	 * @param keepFiles How many archives are kept. Zero is all.
	 * @param keepFor How long archives are kept after the last record in them. Zero is
	 * for ever.
	 * @param keepSize How many bytes of archives are kept. Zero is all.
	 * @param keepAtLeast How many of the newest archives are never deleted, whatever the
	 * limits.
	 * @param keepUntil Names of cursors for which archives are kept beyond the limits,
	 * until they have acknowledged what is in them.
	 * @param keepUntilSize How many bytes all archives may have before they are no longer
	 * kept for cursors. Zero is without limit.
	 */
	public record AppenderRotation(@Nullable DataSize maxSize, @Nullable RotationPeriod every, @Nullable String zone,
			@Nullable String naming, @Nullable Boolean compress, @Nullable Integer keepFiles,
			@Nullable Duration keepFor, @Nullable DataSize keepSize, @Nullable Integer keepAtLeast,
			@Nullable Set<String> keepUntil, @Nullable DataSize keepUntilSize) {

		/** A rotation without any property of its own. */
		static final AppenderRotation UNSET = new AppenderRotation(null, null, null, null, null, null, null, null, null,
				null, null);

	}

	/**
	 * Where the records of an appender go on to once they are durable, in order and at
	 * least once: either to a topic of Kafka, or to a sink of the application's own.
	 *
	 * @param kafka The topic of Kafka that records go to.
	 * @param sink Name of the bean, of type RecordSink, that records go to.
	 * @param oversize What becomes of a record that is never taken, as it is too large:
	 * 'dead-letter' keeps it in the file of rejected records, 'stop' ends forwarding.
	 * @param maxRate How much is sent in a second at most, so that catching up leaves
	 * something to others. Zero is without limit.
	 * @param diskLimit How much of the log may be there that is not forwarded. Zero is
	 * without limit, up to the disk's own.
	 * @param onDiskLimit What happens when as much is not forwarded: 'block' has no room
	 * for records, so that appends wait, fail or are dropped as 'backpressure' says;
	 * 'drop-oldest' deletes the oldest archives that the rotation would delete anyway;
	 * 'fail' refuses records with an exception.
	 */
	public record Forward(@Nullable Kafka kafka, @Nullable String sink,
			@DefaultValue("dead-letter") ForwardOptions.OnRejected oversize, @DefaultValue("0B") DataSize maxRate,
			@DefaultValue("10GB") DataSize diskLimit, @DefaultValue("block") ForwardOptions.OnDiskLimit onDiskLimit) {
	}

	/**
	 * The topic of Kafka that records go to.
	 *
	 * @param topic Name of the topic.
	 * @param key Key of the messages: 'log' has all records in one partition, in order;
	 * 'none' spreads them over all; else the name of a bean of type RecordKey.
	 * @param exactlyOnce Whether records are sent in transactions that keep how far they
	 * came, so that a consumer of what is committed has each of them once.
	 * @param positionsTopic Name of the compacted topic that keeps how far logs came;
	 * 'async-append-positions' unless it is set. With 'exactly-once' only.
	 * @param transactionIdPrefix What the transactional id of a log begins with, for the
	 * access control of a cluster; 'async-append-' unless it is set. With 'exactly-once'
	 * only.
	 */
	public record Kafka(@Nullable String topic, @DefaultValue("log") String key,
			@DefaultValue("false") boolean exactlyOnce, @Nullable String positionsTopic,
			@Nullable String transactionIdPrefix) {
	}

}
