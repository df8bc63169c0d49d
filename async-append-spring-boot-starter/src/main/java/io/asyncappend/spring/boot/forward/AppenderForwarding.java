package io.asyncappend.spring.boot.forward;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;

import io.asyncappend.AppendException;
import io.asyncappend.AsyncAppender;
import io.asyncappend.ForwardOptions;
import io.asyncappend.ForwardStatus;
import io.asyncappend.Forwarder;
import io.asyncappend.RecordSink;
import io.asyncappend.spring.boot.appenders.AppenderLookup;
import io.asyncappend.spring.boot.properties.AppenderNames;
import io.asyncappend.spring.boot.properties.AppenderUse;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Forward;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Kafka;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;
import io.asyncappend.spring.boot.text.ConstantText;
import io.asyncappend.spring.boot.text.CountedText;
import io.asyncappend.spring.boot.text.PrintableText;

/**
 * Has the records of appenders forwarded while the context runs. It starts before web
 * servers and listeners do, and stops after them, for no longer than
 * {@code async-append.shutdown-timeout}: neither waits for the other system. What beans
 * append while they are destroyed goes with the next start.
 */
public final class AppenderForwarding implements SmartInitializingSingleton, SmartLifecycle {

	/** Before, and after, all that may append. */
	private static final int PHASE = Integer.MIN_VALUE + 1000;

	private static final Log logger = LogFactory.getLog(AppenderForwarding.class);

	private final AsyncAppendProperties properties;

	private final AppenderLookup appenders;

	private final BeanFactory beans;

	private final ObjectProvider<KafkaSinks> kafka;

	private final Map<String, Forwarder> forwarders = new ConcurrentHashMap<>();

	private volatile boolean running;

	/**
	 * Forwards nothing yet.
	 * @param properties the properties
	 * @param appenders finds the appenders
	 * @param beans where sinks of the application's own are
	 * @param kafka makes sinks for Kafka, where it is on the class path
	 */
	public AppenderForwarding(AsyncAppendProperties properties, AppenderLookup appenders, BeanFactory beans,
			ObjectProvider<KafkaSinks> kafka) {
		this.properties = properties;
		this.appenders = appenders;
		this.beans = beans;
		this.kafka = kafka;
	}

	/** What will not do is refused before anything starts. */
	@Override
	public void afterSingletonsInstantiated() {
		this.properties.appenders().forEach((name, appender) -> {
			if (appender.forward() != null) {
				requireOne(name, appender.forward());
				options(name, appender.forward());
			}
		});
	}

	/**
	 * The appenders that forward.
	 * @return their names, as they are configured
	 */
	public List<String> names() {
		return this.properties.appenders()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().forward() != null)
			.map(Map.Entry::getKey)
			.toList();
	}

	/**
	 * How far an appender is.
	 * @param name its name, as it is configured
	 * @return its status; empty before forwarding has begun, and when it is over
	 */
	public Optional<ForwardStatus> status(String name) {
		return Optional.ofNullable(this.forwarders.get(name)).map(Forwarder::status);
	}

	@Override
	public void start() {
		this.running = true;
		this.properties.appenders().forEach((name, appender) -> {
			if (appender.forward() != null) {
				this.forwarders.put(name, start(name, appender.forward()));
			}
		});
	}

	private Forwarder start(String name, Forward forward) {
		String property = AppenderNames.property(name, "forward");
		AsyncAppender appender = this.appenders.find(new AppenderUse(property, name, null, null, null));
		RecordSink sink = (forward.kafka() != null) ? kafka(name, forward.kafka()).sink(name, forward.kafka())
				: sink(name, String.valueOf(forward.sink()));
		ForwardOptions options = options(name, forward);
		try {
			Forwarder forwarder = appender.forwardTo(sink, options);
			logger.info(PrintableText.of("Appender '"
					+ name + "' forwards its records to " + ((forward.kafka() != null)
							? "the topic " + forward.kafka().topic() : "the bean " + forward.sink())
					+ "; " + limit(forward)));
			return forwarder;
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPropertyException(AppenderNames.property(name, "forward.on-disk-limit"),
					ConstantText.of(forward.onDiskLimit()), "will not do: " + ex.getMessage(),
					"Set rotation.max-size, with which the file and the archives that are always kept take less than"
							+ " forward.disk-limit, and a limit such as rotation.keep-files; or write block or fail.",
					ex);
		}
		catch (UnsupportedOperationException ex) {
			throw new InvalidPropertyException(property, name, "will not do: " + ex.getMessage(),
					"Remove the property, or what keeps the appender from having lasting positions.", ex);
		}
		catch (AppendException | IllegalStateException ex) {
			throw new InvalidPropertyException(property, name, "cannot be begun: " + ex.getMessage(),
					"Mend what the reason names. An appender is forwarded once at a time, in one application context,"
							+ " and from a file of its own.",
					ex);
		}
	}

	private static String limit(Forward forward) {
		if (forward.diskLimit().toBytes() == 0) {
			return "what is not forwarded has no limit (forward.disk-limit)";
		}
		String what = switch (forward.onDiskLimit()) {
			case BLOCK -> "there is no room for more";
			case DROP_OLDEST -> "the oldest archives are deleted";
			case FAIL -> "more are refused";
		};
		return "while " + forward.diskLimit() + " of them are not forwarded (forward.disk-limit), " + what;
	}

	private KafkaSinks kafka(String name, Kafka forward) {
		KafkaSinks sinks = this.kafka.getIfAvailable();
		if (sinks == null) {
			throw new InvalidPropertyException(AppenderNames.property(name, "forward.kafka"),
					(forward.topic() != null) ? forward.topic() : "",
					"needs Spring for Apache Kafka and Spring Boot's auto-configuration of it, which is not there",
					"Add the dependency org.springframework.boot:spring-boot-starter-kafka, or do not exclude"
							+ " KafkaAutoConfiguration.");
		}
		return sinks;
	}

	private RecordSink sink(String name, String bean) {
		try {
			return this.beans.getBean(bean.strip(), RecordSink.class);
		}
		catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException ex) {
			throw new InvalidPropertyException(AppenderNames.property(name, "forward.sink"), bean,
					"is not the name of a bean of type RecordSink", "Write the name of one.", ex);
		}
	}

	private void requireOne(String name, Forward forward) {
		boolean hasSink = forward.sink() != null && !forward.sink().isBlank();
		if (hasSink == (forward.kafka() != null)) {
			throw new InvalidPropertyException(AppenderNames.property(name, "forward"), name,
					hasSink ? "names both a topic of Kafka and a sink" : "names neither a topic of Kafka nor a sink",
					"Write one of them: forward.kafka.topic, or forward.sink with the name of a bean.");
		}
		if (forward.kafka() != null) {
			kafka(name, forward.kafka()).sink(name, forward.kafka());
		}
		else {
			sink(name, String.valueOf(forward.sink()));
		}
	}

	private static ForwardOptions options(String name, Forward forward) {
		if (forward.maxRate().isNegative()) {
			throw new InvalidPropertyException(AppenderNames.property(name, "forward.max-rate"), forward.maxRate(),
					"is negative", "Write a size such as 20MB, which may be sent in a second, or 0 for no limit.");
		}
		if (forward.diskLimit().isNegative()) {
			throw new InvalidPropertyException(AppenderNames.property(name, "forward.disk-limit"), forward.diskLimit(),
					"is negative",
					"Write a size such as 10GB, which may be there that is not forwarded, or 0 for no limit.");
		}
		return ForwardOptions.builder()
			.onRejected(forward.oversize())
			.maxRate(forward.maxRate().toBytes())
			.diskLimit(forward.diskLimit().toBytes())
			.onDiskLimit(forward.onDiskLimit())
			.build();
	}

	@Override
	public void stop() {
		long start = System.nanoTime();
		Duration timeout = this.properties.shutdownTimeout();
		List<String> left = new ArrayList<>();
		this.forwarders.forEach((name, forwarder) -> {
			Duration rest = timeout.minusNanos(System.nanoTime() - start);
			String text = close(name, forwarder, rest.isNegative() ? Duration.ZERO : rest);
			if (text != null) {
				left.add(text);
			}
		});
		this.forwarders.clear();
		this.running = false;
		left.forEach((text) -> logger.warn(PrintableText.of(text)));
	}

	private static @Nullable String close(String name, Forwarder forwarder, Duration timeout) {
		ForwardStatus last = forwarder.close(timeout);
		if (last.lag().bytes() == 0) {
			return null;
		}
		return "Appender '" + name + "' has " + CountedText.of(last.lag().records(), "record") + " ("
				+ CountedText.of(last.lag().bytes(), "byte") + ") left to be forwarded, which goes on with the next"
				+ " start" + last.failure().map((failure) -> ": " + failure).orElse("");
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
