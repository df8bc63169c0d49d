package io.asyncappend.spring.boot.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;

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

	private final ObjectProvider<EarlyAppenders> early;

	private final List<Runnable> closings = new CopyOnWriteArrayList<>();

	/**
	 * Creates the bean.
	 * @param early appenders that the factory includes, and that are closed later
	 */
	public AppenderShutdown(ObjectProvider<EarlyAppenders> early) {
		this.early = early;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		// Before the post-processors that are beans, which may use an appender.
		beanFactory.addBeanPostProcessor(new FactoryWatch(beanFactory));
	}

	/**
	 * Takes over the closing of a factory.
	 * @param factory the factory to close at the end
	 * @param timeout how long closing it may take
	 */
	public void close(AsyncAppendFactory factory, Duration timeout) {
		EarlyAppenders included = this.early.getIfAvailable();
		this.closings
			.add(new Closing(factory, timeout, (included != null) ? included.factory().appenders() : List.of())::run);
	}

	/**
	 * Takes over the closing of appenders whose factory is that of another context.
	 * @param appenders the appenders to close at the end
	 * @param timeout how long closing them may take
	 */
	void close(List<AsyncAppender> appenders, Duration timeout) {
		this.closings.add(() -> Closing.close(appenders, timeout));
	}

	@Override
	public void destroy() {
		this.closings.forEach(Runnable::run);
	}

}
