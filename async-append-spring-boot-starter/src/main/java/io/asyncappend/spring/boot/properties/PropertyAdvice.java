package io.asyncappend.spring.boot.properties;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What each property {@code async-append.*} may be set to, as advice where it is set to
 * something else.
 */
public final class PropertyAdvice {

	private static final Map<String, String> BY_LEAF = new LinkedHashMap<>();

	static {
		BY_LEAF.put("enabled", "Write true or false.");
		BY_LEAF.put("shared", "Write true or false.");
		BY_LEAF.put("recreate", "Write true or false.");
		BY_LEAF.put("rotation", "Write what is to be set below it, such as rotation.max-size.");
		BY_LEAF.put("max-size", "Write a size such as 100MB, or 0 for no limit.");
		BY_LEAF.put("every", "Write never, hour or day.");
		BY_LEAF.put("zone", "Write a time zone such as Europe/Berlin or UTC, or system.");
		BY_LEAF.put("naming", "Write a file name such as {name}-{time}.{index} or {base}-{time}.{index}{extension}.");
		BY_LEAF.put("compress", "Write true or false.");
		BY_LEAF.put("keep-files", "Write a number that is not negative, or 0 to keep all.");
		BY_LEAF.put("keep-for", "Write a duration such as 30d, or 0s to keep archives for ever.");
		BY_LEAF.put("keep-size", "Write a size such as 10GB, or 0 to keep all.");
		BY_LEAF.put("keep-at-least", "Write a number that is not negative.");
		BY_LEAF.put("keep-until", "Write the names of cursors, such as billing,search.");
		BY_LEAF.put("keep-until-size", "Write a size such as 50GB, or 0 for no limit.");
		BY_LEAF.put("lasting-positions", "Write true or false.");
		BY_LEAF.put("cursors", "Write what is to be set of a cursor below its name, such as cursors.billing.start.");
		BY_LEAF.put("start", "Write oldest or newest.");
		BY_LEAF.put("force-interval", "Write a duration such as 1s, or 0s to force at once.");
		BY_LEAF.put("min-free", "Write a size such as 500MB, or 0 to keep nothing free.");
		BY_LEAF.put("torn-tail", "Write leave, terminate or truncate.");
		BY_LEAF.put("foreign-file", "Write warn or refuse.");
		BY_LEAF.put("forward",
				"Write what is to be set below it: forward.kafka.topic, or forward.sink with the name of a bean.");
		BY_LEAF.put("kafka", "Write what is to be set below it, such as kafka.topic.");
		BY_LEAF.put("topic", "Write the name of a topic: letters, digits, dots, underscores and dashes.");
		BY_LEAF.put("key", "Write log, none, or the name of a bean of type RecordKey.");
		BY_LEAF.put("exactly-once", "Write true or false.");
		BY_LEAF.put("positions-topic", "Write the name of a compacted topic of its own.");
		BY_LEAF.put("transaction-id-prefix", "Write what the transactional ids are to begin with, such as orders-.");
		BY_LEAF.put("sink", "Write the name of a bean of type RecordSink.");
		BY_LEAF.put("oversize", "Write dead-letter or stop.");
		BY_LEAF.put("max-rate", "Write a size such as 20MB, which may be sent in a second, or 0 for no limit.");
		BY_LEAF.put("disk-limit",
				"Write a size such as 10GB, which may be there that is not forwarded, or 0 for no limit.");
		BY_LEAF.put("on-disk-limit", "Write block, drop-oldest or fail.");
		BY_LEAF.put("directory", "Name a directory that this process may create files in.");
		BY_LEAF.put("file",
				"Name a file that this process may write, relative to async-append.directory or absolute. Or write stdout or"
						+ " stderr.");
		BY_LEAF.put("confine-to-directory", "Write true or false.");
		BY_LEAF.put("bean-name-prefix", "Write what the names of the beans are to begin with, such as appender-.");
		BY_LEAF.put("shutdown-timeout", "Write a duration that is not negative, such as 10s.");
		BY_LEAF.put("flush-on", "Write the name of a level such as error, or off.");
		BY_LEAF.put("flush-timeout", "Write a duration that is not negative, such as 1s.");
		BY_LEAF.put("buffer-size", "Write a size from 1KB to 1GB, such as 1MB.");
		BY_LEAF.put("backpressure", "Write block, fail or drop.");
		BY_LEAF.put("backpressure-timeout", "Write a duration such as 500ms, or 0s to wait without limit.");
		BY_LEAF.put("sync", "Write on-demand, every-batch, or a duration with its unit, such as 1s.");
		BY_LEAF.put("write-retry", "Write a duration such as 30s, or 0s for no retry.");
		BY_LEAF.put("on-failure", "Write fail or log.");
		BY_LEAF.put("timeout", "Write a positive duration such as 10s.");
		BY_LEAF.put("find-limit", "Write a positive number such as 10000.");
		BY_LEAF.put("find-size", "Write a size such as 16MB.");
		BY_LEAF.put("find-read-size", "Write a size such as 1GB.");
		BY_LEAF.put("max-event-size", "Write a size from 1KB to 16MB, such as 64KB.");
		BY_LEAF.put("mask", "Write names of values, such as password,token,sessionId.");
		BY_LEAF.put("permissions", "Write the nine letters of the mode, such as rw-r-----.");
	}

	private PropertyAdvice() {
	}

	/**
	 * The advice for a property.
	 * @param property the name of the property in any spelling; only its last element
	 * matters
	 * @return a sentence, or {@code null} for a property this knows nothing of
	 */
	public static @Nullable String of(String property) {
		return BY_LEAF.get(leaf(property));
	}

	/**
	 * The advice for an appender whose bean cannot have its name.
	 * @param name the name of the appender
	 * @return sentences
	 */
	public static String beanNameOf(String name) {
		return "Give the appender or the bean another name. Or set " + AsyncAppendProperties.PREFIX
				+ ".bean-name-prefix, for instance to 'appender-': the bean of the appender is then 'appender-" + name
				+ "', and @Qualifier(\"" + name + "\") still finds it.";
	}

	/**
	 * The name of a property as it is documented, where an environment variable has
	 * swallowed the dashes.
	 * @param property the name of the property in any spelling
	 * @return its dashed form; the name of an appender stays as it is
	 */
	public static String documented(String property) {
		int first = property.indexOf('.');
		int last = property.lastIndexOf('.');
		return AsyncAppendProperties.PREFIX + property.substring(first, last + 1) + leaf(property);
	}

	private static String leaf(String property) {
		return dashed(property.substring(property.lastIndexOf('.') + 1));
	}

	/** The dashed form of the last element of a property, if it is a known one. */
	static String dashed(String leaf) {
		return BY_LEAF.keySet().stream().filter((known) -> AppenderNames.isSame(known, leaf)).findFirst().orElse(leaf);
	}

}
