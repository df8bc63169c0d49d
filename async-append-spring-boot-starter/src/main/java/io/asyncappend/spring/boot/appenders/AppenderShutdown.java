package io.asyncappend.spring.boot.appenders;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;

/**
 * Closes the factory after every other bean, and reports what became of the records.
 * <p>
 * Singletons are destroyed in the reverse order of their creation, a bean before what it
 * was injected with. A bean that gets an appender by {@code factory.find(...)}, or in a
 * callback, may come before the factory and so be destroyed after it. Therefore the
 * factory has no destroy method; this has, and is created before all ordinary beans
 * because it is a bean factory post-processor. It is destroyed as well when the context
 * fails to start.
 */
public final class AppenderShutdown implements BeanFactoryPostProcessor, PriorityOrdered, DisposableBean {

	/**
	 * The destroy method of a factory's bean, which changes nothing. A bean that this
	 * closes needs one: without any, Spring finds {@code close()} of an
	 * {@code AutoCloseable} and calls it too early, and the empty name, which is meant to
	 * prevent that, is lost when bean definitions are processed ahead of time. It must be
	 * a method of the bean's own interface, or a native image does not find it.
	 */
	public static final String NO_OP_OF_FACTORY = "isEnabled";

	/** The same for the bean of an appender. */
	public static final String NO_OP_OF_APPENDER = "name";

	private static final Log logger = LogFactory.getLog(AppenderShutdown.class);

	private final ObjectProvider<BootstrapAppenders> bootstrap;

	private final BeanPostProcessor opening;

	private final List<Runnable> closings = new CopyOnWriteArrayList<>();

	private volatile @Nullable String context;

	private volatile @Nullable AsyncAppendFactory standIn;

	/**
	 * Creates the bean.
	 * @param bootstrap appenders that the factory includes, and that are closed later
	 * @param opening opens the configured appenders on a factory that is made, before any
	 * bean gets it
	 */
	public AppenderShutdown(ObjectProvider<BootstrapAppenders> bootstrap, BeanPostProcessor opening) {
		this.bootstrap = bootstrap;
		this.opening = opening;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		// Before the post-processors that are beans, which may use an appender.
		beanFactory.addBeanPostProcessor(this.opening);
	}

	/**
	 * Takes over the closing of a factory.
	 * @param factory the factory to close at the end
	 * @param timeout how long closing it may take
	 */
	public void close(AsyncAppendFactory factory, Duration timeout) {
		BootstrapAppenders bootstrap = this.bootstrap.getIfAvailable();
		List<AsyncAppender> spared = (bootstrap != null) ? bootstrap.factory().appenders() : List.of();
		this.closings.add(() -> FactoryCloser.close(factory, timeout, spared));
	}

	/**
	 * Takes over the closing of appenders whose factory is that of another context, as
	 * far as no other context uses them.
	 * @param context what this context is called
	 * @param appenders the appenders to close at the end
	 * @param timeout how long closing them may take
	 */
	void close(String context, List<AsyncAppender> appenders, Duration timeout) {
		this.closings.add(() -> FactoryCloser.close(
				appenders.stream().filter((appender) -> SharedAppenders.leave(appender, context)).toList(), timeout));
	}

	/** Has the other contexts know of this one until it is closed. */
	void leave(String context) {
		this.context = context;
	}

	/**
	 * A factory in the place of one that opens nothing, as it is a mock of a test: the
	 * beans that use an appender work, and so can be tested with a factory that does not.
	 */
	AsyncAppendFactory standIn(AsyncAppendProperties properties) {
		AsyncAppendFactory factory = this.standIn;
		if (factory == null) {
			factory = AsyncAppendFactory.builder()
				.enabled(properties.enabled())
				.exitTimeout(properties.shutdownTimeout())
				.listener(new LoggingAppendListener())
				.build();
			this.standIn = factory;
			close(factory, properties.shutdownTimeout());
			logger.warn("The AsyncAppendFactory of this context opens nothing (a mock?), so the configured appenders"
					+ " are opened on another one");
		}
		return factory;
	}

	@Override
	public void destroy() {
		this.closings.forEach(Runnable::run);
		String context = this.context;
		if (context != null) {
			SharedAppenders.forget(context);
		}
	}

}
