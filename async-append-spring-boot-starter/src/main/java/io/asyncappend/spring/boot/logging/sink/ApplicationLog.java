package io.asyncappend.spring.boot.logging.sink;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.bootstrap.BootstrapContextClosedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

import io.asyncappend.spring.boot.appenders.BootstrapAppenders;
import io.asyncappend.spring.boot.appenders.FactoryCloser;
import io.asyncappend.spring.boot.properties.AppenderDefinition;
import io.asyncappend.spring.boot.properties.AppenderDefinitions;
import io.asyncappend.spring.boot.properties.AppendersBindHandler;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Forward;

/**
 * The log of this JVM, as there is one configuration of loggers in a JVM: the first
 * application that asks for it opens it, others that run meanwhile share it, and it is
 * closed with the last of them. Thread-safe.
 */
public final class ApplicationLog {

	private static final Log logger = LogFactory.getLog(ApplicationLog.class);

	private static final Lock LOCK = new ReentrantLock();

	private static @Nullable ApplicationLog current;

	private final AsyncAppendProperties properties;

	private final RoomListener room = new RoomListener();

	private final BootstrapAppenders bootstrap;

	private final Map<String, LogSink> sinks = new LinkedHashMap<>();

	/** In the order of the start; of an application that has ended nothing is kept. */
	private final List<Lease> leases = new ArrayList<>();

	/** The environment of an application that asked for the log and has no lease yet. */
	private @Nullable Environment asked;

	private @Nullable Runnable attachment;

	private ApplicationLog(AsyncAppendProperties properties) {
		this.properties = properties;
		this.bootstrap = new BootstrapAppenders(properties, this.room);
	}

	/**
	 * Opens an appender for a log, or finds the one that is open.
	 * @param environment where the appenders are configured
	 * @param property the property that names the appender, for messages
	 * @param name the name of the appender
	 * @return where the lines go
	 * @throws io.asyncappend.spring.boot.properties.InvalidPropertyException if there is
	 * no such appender, or it cannot be opened
	 */
	public static LogSink open(Environment environment, String property, String name) {
		LOCK.lock();
		try {
			LogSink sink = find(environment, property, name);
			find().asked = environment;
			return sink;
		}
		finally {
			LOCK.unlock();
		}
	}

	/**
	 * Opens an appender for a log of an application that runs, or finds the one that is
	 * open: the loggers are set up again.
	 * @param environment where the appenders are configured
	 * @param property what names the appender, for messages
	 * @param name the name of the appender
	 * @return where the lines go
	 * @throws IllegalStateException if the log is closed
	 * @throws io.asyncappend.spring.boot.properties.InvalidPropertyException if there is
	 * no such appender, or it cannot be opened
	 */
	public static LogSink openAgain(Environment environment, String property, String name) {
		LOCK.lock();
		try {
			find();
			return find(environment, property, name);
		}
		finally {
			LOCK.unlock();
		}
	}

	private static ApplicationLog find() {
		ApplicationLog log = current;
		if (log == null) {
			throw new IllegalStateException("the application that had the log is closed");
		}
		return log;
	}

	private static LogSink find(Environment environment, String property, String name) {
		AsyncAppendProperties properties = AppendersBindHandler.bindEarly(environment, name);
		AppenderDefinition definition = new AppenderDefinitions(properties, List.of()).ofLog(property, name);
		ApplicationLog log = (current != null) ? current : new ApplicationLog(properties);
		LogSink sink = log.sinks.get(definition.name());
		if (sink == null) {
			sink = log.open(definition);
		}
		else if (!sink.isAsIn(definition)) {
			logger.warn("The log of this JVM goes on in the file that " + property + "=" + name
					+ " stood for when it was opened, not in " + definition.target());
		}
		current = log;
		return sink;
	}

	/**
	 * The environment of the application that has the log; of several, of the first that
	 * still runs.
	 * @return the environment, {@code null} if none has
	 */
	public static @Nullable Environment environment() {
		LOCK.lock();
		try {
			if (current == null) {
				return null;
			}
			return current.leases.isEmpty() ? current.asked : current.leases.get(0).environment;
		}
		finally {
			LOCK.unlock();
		}
	}

	/**
	 * The file of the log, if there is no doubt which it is.
	 * @return the file, {@code null} if there is no log, or there are several, or it is a
	 * standard stream
	 */
	public static @Nullable Path onlyFile() {
		LOCK.lock();
		try {
			return (current != null && current.sinks.size() == 1) ? current.sinks.values().iterator().next().file()
					: null;
		}
		finally {
			LOCK.unlock();
		}
	}

	/** Says which lines a log does not have that is forwarded. */
	public static void tellOfForwarding() {
		List<LogSink> sinks;
		LOCK.lock();
		try {
			sinks = (current != null) ? new ArrayList<>(current.sinks.values()) : List.of();
		}
		finally {
			LOCK.unlock();
		}
		for (LogSink sink : sinks) {
			Forward forward = sink.forward();
			if (forward != null) {
				logger
					.info("Lines of " + String.join(", ", ForwardingLoggers.of(forward)) + " do not go into appender '"
							+ sink.name() + "', as it is forwarded, but to the other appenders of the log alone");
			}
		}
	}

	private LogSink open(AppenderDefinition definition) {
		LogSink opened = SinkHandover.open(new AfterCloseWriter(definition, this.properties.shutdownTimeout()),
				() -> this.bootstrap.open(definition));
		this.sinks.put(definition.name(), opened);
		this.room.add(opened);
		return opened;
	}

	/**
	 * Keeps the log open for the application that asked for it.
	 * @return to be destroyed last, {@code null} if no application asked
	 */
	public static @Nullable Lease lease() {
		LOCK.lock();
		try {
			Environment asked = (current != null) ? current.asked : null;
			if (asked == null) {
				return null;
			}
			current.asked = null;
			Lease lease = current.new Lease(asked);
			current.leases.add(lease);
			return lease;
		}
		finally {
			LOCK.unlock();
		}
	}

	/**
	 * Puts the log among the loggers, now and whenever another application has set them
	 * up anew.
	 * @param attachment puts it there, unless it is
	 */
	public static void attach(Runnable attachment) {
		LOCK.lock();
		try {
			if (current != null) {
				current.attachment = attachment;
			}
		}
		finally {
			LOCK.unlock();
		}
		attachment.run();
	}

	/** Puts the log, if there is one, among loggers that may have been set up anew. */
	public static void attachAgain() {
		Runnable attachment;
		LOCK.lock();
		try {
			attachment = (current != null) ? current.attachment : null;
		}
		finally {
			LOCK.unlock();
		}
		if (attachment != null) {
			attachment.run();
		}
	}

	private void release(Lease lease) {
		List<LogSink> closing;
		LOCK.lock();
		try {
			this.leases.remove(lease);
			if (!this.leases.isEmpty()) {
				return;
			}
			if (current == this) {
				current = null;
			}
			closing = new ArrayList<>(this.sinks.values());
		}
		finally {
			LOCK.unlock();
		}
		// Off the lock: what this reports is logged.
		FactoryCloser.closeLog(this.bootstrap.factory(), this.properties.shutdownTimeout());
		closing.forEach(LogSink::closed);
	}

	/** One application that needs the log. */
	public final class Lease implements DisposableBean, ApplicationListener<BootstrapContextClosedEvent> {

		private final AtomicBoolean released = new AtomicBoolean();

		private final Environment environment;

		private Lease(Environment environment) {
			this.environment = environment;
		}

		/** Hands the appenders of the log on to the context, which includes them. */
		@Override
		public void onApplicationEvent(BootstrapContextClosedEvent event) {
			ConfigurableListableBeanFactory beanFactory = event.getApplicationContext().getBeanFactory();
			beanFactory.registerSingleton(BootstrapAppenders.BEAN_NAME, ApplicationLog.this.bootstrap);
			// The first that can be destroyed is destroyed last, and also if the start
			// fails.
			((DefaultSingletonBeanRegistry) beanFactory).registerDisposableBean(BootstrapAppenders.BEAN_NAME, this);
		}

		/** Closes the log if this application is the last one that needs it. */
		@Override
		public void destroy() {
			if (this.released.compareAndSet(false, true)) {
				release(this);
			}
		}

	}

}
