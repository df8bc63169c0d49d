package io.asyncappend.spring.boot.appenders;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.properties.AppenderDefinition;
import io.asyncappend.spring.boot.properties.AppenderDefinitions;
import io.asyncappend.spring.boot.properties.AppenderNames;
import io.asyncappend.spring.boot.properties.AppenderUse;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;
import io.asyncappend.spring.boot.properties.LoggingProperties;

/**
 * The configured appenders of a context. They are opened together, once, on the factory
 * that injection by type takes: as soon as that is made, or else when the first of them
 * is asked for, which may be before there is any bean post-processor. Thread-safe.
 * <p>
 * That factory may be the one of a parent context. Then what the parent has open under
 * the same name, in the same file and with the same options, is shared with it, and what
 * is opened here is closed with this context.
 */
public final class ConfiguredAppenders {

	/** The name of the bean, which the bean of each appender is made by. */
	public static final String BEAN_NAME = "asyncAppendConfiguredAppenders";

	private final CandidateFactory candidate;

	private final String context;

	private final ListableBeanFactory beans;

	private final AppenderShutdown shutdown;

	private final ObjectProvider<AsyncAppendProperties> properties;

	private final ObjectProvider<AppenderBeanNames> beanNames;

	private final ObjectProvider<AppenderUse> uses;

	private final ObjectProvider<BootstrapAppenders> bootstrap;

	/** Held while they are opened; what beans that takes is looked up before. */
	private final ReentrantLock opening = new ReentrantLock();

	/** The factory that has them open, or is about to. */
	private volatile @Nullable AsyncAppendFactory factory;

	private volatile Map<String, AsyncAppender> opened = Map.of();

	/**
	 * Opens nothing yet.
	 * @param candidate the factory that injection by type takes
	 * @param context this context
	 * @param shutdown closes what was opened on a factory of another context
	 * @param properties the properties
	 * @param beanNames which appenders are beans
	 * @param uses what appenders are used for by name
	 * @param bootstrap appenders that are open already
	 */
	public ConfiguredAppenders(CandidateFactory candidate, ApplicationContext context, AppenderShutdown shutdown,
			ObjectProvider<AsyncAppendProperties> properties, ObjectProvider<AppenderBeanNames> beanNames,
			ObjectProvider<AppenderUse> uses, ObjectProvider<BootstrapAppenders> bootstrap) {
		this.candidate = candidate;
		this.context = OtherContext.name(context);
		this.beans = context;
		this.shutdown = shutdown;
		this.properties = properties;
		this.beanNames = beanNames;
		this.uses = uses;
		this.bootstrap = bootstrap;
	}

	/**
	 * Makes the bean of an appender; the bean definitions name this method.
	 * @param configured the configured appenders
	 * @param name the name of the appender
	 * @return the appender
	 * @throws AppendersUnavailableException if there is no single factory for it
	 */
	public static AsyncAppender find(ConfiguredAppenders configured, String name) {
		return configured.find(name);
	}

	/**
	 * Finds an appender, and opens them all unless they are.
	 * @param name the name of the appender, in any spelling
	 * @return the appender
	 * @throws AppendersUnavailableException if it is not configured, or there is no
	 * single factory for it
	 * @throws io.asyncappend.spring.boot.properties.InvalidPropertyException if one of
	 * them cannot be opened
	 */
	public AsyncAppender find(String name) {
		AsyncAppender known = known(name);
		if (known == null && !this.opening.isHeldByCurrentThread()) {
			AsyncAppendFactory target = this.factory;
			open((target != null) ? target : this.candidate.get());
			known = known(name);
		}
		if (known == null) {
			throw CandidateFactory.notOpen(name);
		}
		return known;
	}

	/**
	 * Opens the appenders on a factory that was just made, if it is the one that
	 * injection by type takes and they are not open already.
	 * @param beanName the name of the factory's bean in this context
	 * @param made the factory
	 * @throws io.asyncappend.spring.boot.properties.InvalidPropertyException if one of
	 * them cannot be opened
	 */
	public void made(String beanName, AsyncAppendFactory made) {
		if (this.factory == null && this.candidate.is(beanName)) {
			open(made);
		}
	}

	private @Nullable AsyncAppender known(String name) {
		AsyncAppender known = this.opened.get(AppenderNames.uniform(name));
		if (known != null) {
			return known;
		}
		BootstrapAppenders bootstrap = this.bootstrap.getIfAvailable();
		return (bootstrap != null) ? bootstrap.find(name) : null;
	}

	// Spring has the types in the signatures of a bean's methods loaded: so none of them
	// is one of this room's own that is no bean.

	private void open(AsyncAppendFactory target) {
		BootstrapAppenders bootstrap = this.bootstrap.getIfAvailable();
		AsyncAppendProperties properties = this.properties.getObject();
		AppenderDefinitions definitions = new AppenderDefinitions(properties, uses(bootstrap));
		// All definitions first: while one of them is wrong no file is created.
		List<AppenderDefinition> all = definitions.of(names(bootstrap));
		this.opening.lock();
		try {
			if (this.factory != null) {
				return;
			}
			this.factory = target;
			this.shutdown.leave(this.context);
			if (bootstrap != null && !bootstrap.isIncludedIn(target)) {
				target.include(bootstrap.factory());
			}
			AppenderOpener opener = new AppenderOpener(target, definitions);
			Map<String, AsyncAppender> byName = new LinkedHashMap<>();
			for (AppenderDefinition definition : all) {
				AsyncAppender open = opener.findOrShare(definition, this.context, properties.shutdownTimeout());
				byName.put(AppenderNames.uniform(definition.name()),
						(open != null) ? open : definition.openOn(this.shutdown.standIn(properties)));
				// A listener that is told of the next one may look for this one.
				this.opened = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
			}
			if (!this.candidate.isHere()) {
				this.shutdown.close(this.context, List.copyOf(byName.values()), properties.shutdownTimeout());
			}
		}
		catch (RuntimeException | Error ex) {
			// The bean that asked fails with this, and a failed bean is not destroyed.
			Map<String, AsyncAppender> opened = this.opened;
			this.opened = Map.of();
			this.factory = null;
			for (AsyncAppender appender : opened.values()) {
				close(appender, ex);
			}
			throw ex;
		}
		finally {
			this.opening.unlock();
		}
	}

	/**
	 * The log's appender, which is open by now, has no other use either. What a parent
	 * context uses is configured there, and maybe here, too.
	 */
	private List<AppenderUse> uses(@Nullable BootstrapAppenders bootstrap) {
		AsyncAppendProperties properties = this.properties.getObject();
		List<AppenderUse> uses = new ArrayList<>();
		for (String name : properties.appenders().keySet()) {
			if (bootstrap != null && bootstrap.find(name) != null) {
				uses.add(new AppenderUse(LoggingProperties.APPENDER, name, null, null, null));
			}
		}
		Collection<AppenderUse> here = this.beans.getBeansOfType(AppenderUse.class).values();
		for (AppenderUse use : this.uses.orderedStream().toList()) {
			if (here.contains(use) || use.isConfigured(properties)) {
				uses.add(use);
			}
		}
		return uses;
	}

	private void close(AsyncAppender appender, Throwable failure) {
		try {
			if (SharedAppenders.leave(appender, this.context)) {
				appender.close();
			}
		}
		catch (RuntimeException ex) {
			failure.addSuppressed(ex);
		}
	}

	private List<String> names(@Nullable BootstrapAppenders bootstrap) {
		AppenderBeanNames beans = this.beanNames.getObject();
		List<String> all = new ArrayList<>(beans.ours());
		// Configured now but not when the bean definitions were made: no bean, but open.
		for (String name : this.properties.getObject().appenders().keySet()) {
			if (!AppenderNames.contains(beans.ours(), name) && !AppenderNames.contains(beans.theirs(), name)) {
				all.add(name);
			}
		}
		List<String> names = new ArrayList<>();
		for (String name : all) {
			if (bootstrap == null || bootstrap.find(name) == null) {
				names.add(name);
			}
		}
		return names;
	}

}
