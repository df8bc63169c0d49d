package io.asyncappend.spring.boot.appenders;

import java.util.List;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

import io.asyncappend.AppendListener;

/**
 * Has the listeners of a context told of the appenders that are open before and after it.
 * Not with the factory, which the user may have made: a listener may be injected with it.
 */
public final class ListenerAttachment implements SmartInitializingSingleton, DisposableBean {

	private final ObjectProvider<BootstrapAppenders> bootstrap;

	private final ObjectProvider<AppendListener> listeners;

	private List<AppendListener> attached = List.of();

	/**
	 * Creates the bean.
	 * @param bootstrap the appenders, if there are any
	 * @param listeners the listeners of the context
	 */
	public ListenerAttachment(ObjectProvider<BootstrapAppenders> bootstrap, ObjectProvider<AppendListener> listeners) {
		this.bootstrap = bootstrap;
		this.listeners = listeners;
	}

	@Override
	public void afterSingletonsInstantiated() {
		BootstrapAppenders appenders = this.bootstrap.getIfAvailable();
		if (appenders != null) {
			this.attached = this.listeners.orderedStream().toList();
			appenders.attach(this.attached);
		}
	}

	@Override
	public void destroy() {
		BootstrapAppenders appenders = this.bootstrap.getIfAvailable();
		if (appenders != null) {
			appenders.detach(this.attached);
		}
	}

}
