package io.asyncappend.spring.boot.appenders;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.asyncappend.AppendListener;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.properties.AppenderDefinition;
import io.asyncappend.spring.boot.properties.AppenderDefinitions;
import io.asyncappend.spring.boot.properties.AppenderNames;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;

/**
 * Appenders that are open before there is a context, on a factory of their own that the
 * context's factory includes. What opened them closes them. Thread-safe.
 * <p>
 * No {@code AppendListener} and no {@code AsyncAppendFactoryCustomizer} bean exists by
 * then: a customizer changes nothing here, and a listener is told of earlier events when
 * it is attached.
 */
public final class BootstrapAppenders {

	/** The name of the singleton that a context gets. */
	public static final String BEAN_NAME = "asyncAppendBootstrapAppenders";

	private final AppenderDefinitions definitions;

	private final ReplayingListener<AppendListener> listeners = new ReplayingListener<>();

	private final AsyncAppendFactory factory;

	/**
	 * Creates the factory, enabled or not and with an exit timeout as configured.
	 * @param properties the properties
	 * @param listener told of everything from the start
	 */
	public BootstrapAppenders(AsyncAppendProperties properties, AppendListener listener) {
		this.definitions = new AppenderDefinitions(properties, List.of());
		this.factory = AsyncAppendFactory.builder()
			.enabled(properties.enabled())
			.exitTimeout(properties.shutdownTimeout())
			.listener(new LoggingAppendListener())
			.listener(listener)
			.listener(this.listeners)
			.build();
	}

	/**
	 * Opens an appender.
	 * @param definition what its properties come to
	 * @return the appender
	 * @throws io.asyncappend.spring.boot.properties.InvalidPropertyException if it cannot
	 * be opened
	 */
	public AsyncAppender open(AppenderDefinition definition) {
		AsyncAppender appender = new AppenderOpener(this.factory, this.definitions).open(definition);
		if (definition.file() != null) {
			SharedAppenders.reserve(definition.file(), appender, "the application log of this JVM");
		}
		return appender;
	}

	/**
	 * The factory of these appenders.
	 * @return the factory, which is not a bean
	 */
	public AsyncAppendFactory factory() {
		return this.factory;
	}

	/**
	 * Tells a listener of these appenders: of those that are open at once, the first
	 * listeners also of what happened since they were opened.
	 * @param listeners the listeners
	 */
	public void attach(List<AppendListener> listeners) {
		this.listeners.attach(listeners);
	}

	/**
	 * Tells listeners nothing any more.
	 * @param listeners the listeners
	 */
	public void detach(List<AppendListener> listeners) {
		this.listeners.detach(listeners);
	}

	@Nullable AsyncAppender find(String name) {
		for (AsyncAppender one : this.factory.appenders()) {
			if (AppenderNames.isSame(one.name(), name)) {
				return one;
			}
		}
		return null;
	}

	/** As it is in that of a parent context, which a child context may have got. */
	boolean isIncludedIn(AsyncAppendFactory other) {
		List<AsyncAppender> open = this.factory.appenders();
		return !open.isEmpty() && other.appenders().containsAll(open);
	}

}
