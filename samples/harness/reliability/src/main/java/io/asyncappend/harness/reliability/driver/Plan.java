package io.asyncappend.harness.reliability.driver;

import io.asyncappend.AppenderOptions;
import io.asyncappend.Backpressure;
import io.asyncappend.Rotation;
import io.asyncappend.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a session does, in words like {@code file=/mnt/a}:
 * <ul>
 * <li>{@code file}, {@code acks}: where the records and the acknowledgements go</li>
 * <li>{@code base} (0): the number of the first producer in its records</li>
 * <li>{@code producers} (8), {@code records} of each (endless), {@code sizes}
 * (60-260)</li>
 * <li>{@code enabled} (true): asynchronous mode; {@code borrowed} (false): through a
 * channel</li>
 * <li>{@code way} (append): a {@link Way}; {@code every} (7): how many records one flush
 * or sync is for; {@code window} (16): futures open at a time; {@code settle} (10s): how
 * long the last may take; {@code within}: the limit of flush and sync</li>
 * <li>{@code pause} (0s): after each record</li>
 * <li>{@code buffer} (65536), {@code backpressure} (block): also {@code fail},
 * {@code drop} or a limit; {@code sync} (on-demand): also {@code every-batch} or an
 * interval; {@code retry} (30s); {@code shared} (false), {@code min-free} (0),
 * {@code recreate} (false); {@code max-size} (0): of a file before it is rotated to
 * {@code NAME.1} and so on, and {@code compress} (false): then to {@code NAME.1.gz}</li>
 * </ul>
 * Durations are like {@code 250ms}, {@code 100us} and {@code 2s}.
 */
public final class Plan {

	private final Map<String, String> words = new TreeMap<>();

	/**
	 * Reads a plan.
	 * @param words of the form {@code key=value}
	 */
	public Plan(String... words) {
		for (String word : words) {
			int equals = word.indexOf('=');
			if (equals < 1) {
				throw new IllegalArgumentException("not key=value: " + word);
			}
			this.words.put(word.substring(0, equals), word.substring(equals + 1));
		}
	}

	/**
	 * A word of the plan.
	 * @param key its key
	 * @param other what to use if it is not there
	 * @return its value
	 */
	public String text(String key, String other) {
		return this.words.getOrDefault(key, other);
	}

	Path path(String key) {
		return Path.of(text(key, null));
	}

	/**
	 * A number of the plan.
	 * @param key its key
	 * @param other what to use if it is not there
	 * @return its value
	 */
	public long number(String key, long other) {
		return this.words.containsKey(key) ? Long.parseLong(this.words.get(key)) : other;
	}

	/**
	 * Whether something is so in the plan.
	 * @param key its key
	 * @param other what to use if it is not there
	 * @return its value
	 */
	public boolean flag(String key, boolean other) {
		return this.words.containsKey(key) ? Boolean.parseBoolean(this.words.get(key)) : other;
	}

	/**
	 * A duration of the plan.
	 * @param key its key
	 * @param other what to use if it is not there
	 * @return its value
	 */
	public Duration duration(String key, Duration other) {
		return this.words.containsKey(key) ? parse(this.words.get(key)) : other;
	}

	/**
	 * Reads a duration.
	 * @param text such as {@code 250ms}
	 * @return the duration
	 */
	public static Duration parse(String text) {
		if (text.endsWith("us")) {
			return Duration.ofNanos(1000 * Long.parseLong(text.substring(0, text.length() - 2)));
		}
		return text.endsWith("ms") ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
				: Duration.parse("PT" + text);
	}

	Way way() {
		return Way.valueOf(text("way", "append").toUpperCase(Locale.ROOT));
	}

	/** The length of a record, which looks random but is not. */
	int length(int producer, long sequence) {
		String[] sizes = text("sizes", "60-260").split("-");
		int min = Integer.parseInt(sizes[0]);
		int max = Integer.parseInt(sizes[sizes.length - 1]);
		long mixed = (sequence * 0x9E3779B97F4A7C15L) ^ (producer * 0xC2B2AE3D27D4EB4FL);
		return min + (int) ((mixed >>> 33) % (max - min + 1));
	}

	/**
	 * The options of the appender.
	 * @return the options
	 */
	public AppenderOptions options() {
		return AppenderOptions.builder()
			.bufferSize((int) number("buffer", 65536))
			.backpressure(backpressure())
			.sync(sync())
			.writeRetry(duration("retry", Duration.ofSeconds(30)))
			.shared(flag("shared", false))
			.minFree(number("min-free", 0))
			.recreate(flag("recreate", false))
			.rotation(Rotation.builder()
				.maxSize(number("max-size", 0))
				.compress(flag("compress", false))
				.naming("{name}.{index}")
				.build())
			.build();
	}

	private Backpressure backpressure() {
		String text = text("backpressure", "block");
		return switch (text) {
			case "block" -> Backpressure.block();
			case "fail" -> Backpressure.fail();
			case "drop" -> Backpressure.drop();
			default -> Backpressure.block(parse(text));
		};
	}

	private SyncPolicy sync() {
		String text = text("sync", "on-demand");
		return switch (text) {
			case "on-demand" -> SyncPolicy.onDemand();
			case "every-batch" -> SyncPolicy.everyBatch();
			default -> SyncPolicy.every(parse(text));
		};
	}

}
