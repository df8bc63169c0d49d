package io.asyncappend.spring.boot.appenders;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;

import io.asyncappend.AppendException;
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

	private final ObjectProvider<AsyncAppendFactory> factories;

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
	 * @param factories the factory that injection by type takes
	 * @param candidate which of the factories of this context that is
	 * @param context this context
	 * @param shutdown closes what was opened on a factory of another context
	 * @param properties the properties
	 * @param beanNames which appenders are beans
	 * @param uses what appenders are used for by name
	 * @param bootstrap appenders that are open already
	 */
	public ConfiguredAppenders(ObjectProvider<AsyncAppendFactory> factories, CandidateFactory candidate,
			ApplicationContext context, AppenderShutdown shutdown, ObjectProvider<AsyncAppendProperties> properties,
			ObjectProvider<AppenderBeanNames> beanNames, ObjectProvider<AppenderUse> uses,
			ObjectProvider<BootstrapAppenders> bootstrap) {
		this.factories = factories;
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
			open((target != null) ? target : factory());
			known = known(name);
		}
		if (known == null) {
			throw new AppendersUnavailableException("Appender '" + name + "' is not open yet, or not configured: it was"
					+ " asked for while the factory opens the configured appenders, which tells their listeners.",
					"Have an AppendListener or an AsyncAppendFactoryCustomizer use an appender only after all beans"
							+ " are made, or check the name.");
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

	private AsyncAppendFactory factory() {
		try {
			return this.factories.getObject();
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw severalFactories(ex);
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw new AppendersUnavailableException(
					"The configured appenders belong to the AsyncAppendFactory that injection by type takes, but it takes"
							+ " none: " + ex.getMessage(),
					"Have the method that makes the bean return a factory, or remove it: there is one then.", ex);
		}
	}

	/** Of several that are all primary the exception has no names. */
	private static AppendersUnavailableException severalFactories(NoUniqueBeanDefinitionException ex) {
		Collection<String> names = ex.getBeanNamesFound();
		return (names != null) ? new AppendersUnavailableException(
				"The configured appenders belong to the AsyncAppendFactory that injection by type takes, but none of "
						+ ex.getNumberOfBeansFound() + " is preferred: " + String.join(", ", names) + ".",
				"Mark one of them as @Primary, or the others with @Bean(defaultCandidate = false).", ex)
				: new AppendersUnavailableException(
						"The configured appenders belong to the AsyncAppendFactory that injection by type takes, but that is"
								+ " undecided: " + ex.getMessage(),
						"Leave one of them @Primary.", ex);
	}

	private @Nullable AsyncAppender known(String name) {
		AsyncAppender known = this.opened.get(AppenderNames.uniform(name));
		if (known != null) {
			return known;
		}
		BootstrapAppenders bootstrap = this.bootstrap.getIfAvailable();
		return (bootstrap != null) ? bootstrap.find(name) : null;
	}

	private void open(AsyncAppendFactory target) {
		BootstrapAppenders bootstrap = this.bootstrap.getIfAvailable();
		AppenderDefinitions definitions = new AppenderDefinitions(this.properties.getObject(), uses(bootstrap));
		// All definitions first: while one of them is wrong no file is created.
		List<AppenderDefinition> all = definitions.of(names(bootstrap));
		this.opening.lock();
		try {
			if (this.factory == null) {
				this.factory = target;
				open(target, bootstrap, new AppenderOpener(target, definitions), all);
			}
		}
		finally {
			this.opening.unlock();
		}
	}

	private void open(AsyncAppendFactory target, @Nullable BootstrapAppenders bootstrap, AppenderOpener opener,
			List<AppenderDefinition> all) {
		Map<String, AsyncAppender> byName = new LinkedHashMap<>();
		Duration timeout = this.properties.getObject().shutdownTimeout();
		this.shutdown.leave(this.context);
		try {
			if (bootstrap != null && !bootstrap.isIncludedIn(target)) {
				target.include(bootstrap.factory());
			}
			for (AppenderDefinition definition : all) {
				byName.put(AppenderNames.uniform(definition.name()), open(opener, definition, timeout));
				// A listener that is told of the next one may look for this one.
				this.opened = Map.copyOf(byName);
			}
		}
		catch (RuntimeException | Error ex) {
			// The bean that asked fails with this, and a failed bean is not destroyed.
			this.opened = Map.of();
			this.factory = null;
			byName.values().forEach((appender) -> close(appender, ex));
			throw ex;
		}
		if (!this.candidate.isHere()) {
			this.shutdown.close(this.context, List.copyOf(byName.values()), timeout);
		}
	}

	private AsyncAppender open(AppenderOpener opener, AppenderDefinition definition, Duration timeout) {
		AsyncAppender open = opener.find(definition);
		if (open != null && SharedAppenders.join(open, this.context)) {
			return open;
		}
		if (open != null) {
			SharedAppenders.awaitClose(open, timeout);
		}
		AsyncAppender opened = opener.share(definition, this.context, timeout);
		return (opened != null) ? opened : this.shutdown.standIn(definition, this.properties.getObject());
	}

	/**
	 * The log's appender, which is open by now, has no other use either. What a parent
	 * context uses is configured there, and maybe here, too.
	 */
	private List<AppenderUse> uses(@Nullable BootstrapAppenders bootstrap) {
		AsyncAppendProperties properties = this.properties.getObject();
		Collection<AppenderUse> here = this.beans.getBeansOfType(AppenderUse.class).values();
		Stream<AppenderUse> all = this.uses.orderedStream()
			.filter((use) -> here.contains(use) || use.isConfigured(properties));
		Stream<AppenderUse> ofLog = properties.appenders()
			.keySet()
			.stream()
			.filter((name) -> bootstrap != null && bootstrap.find(name) != null)
			.map((name) -> new AppenderUse(LoggingProperties.APPENDER, name, null, null));
		return Stream.concat(ofLog, all).toList();
	}

	private void close(AsyncAppender appender, Throwable failure) {
		try {
			if (SharedAppenders.leave(appender, this.context)) {
				appender.close();
			}
		}
		catch (AppendException ex) {
			failure.addSuppressed(ex);
		}
	}

	private List<String> names(@Nullable BootstrapAppenders bootstrap) {
		AppenderBeanNames beans = this.beanNames.getObject();
		Set<String> theirs = uniform(beans.theirs());
		Set<String> ours = uniform(beans.ours());
		// Configured now but not when the bean definitions were made: no bean, but open.
		Stream<String> late = this.properties.getObject()
			.appenders()
			.keySet()
			.stream()
			.filter((name) -> !ours.contains(AppenderNames.uniform(name)))
			.filter((name) -> !theirs.contains(AppenderNames.uniform(name)));
		return Stream.concat(beans.ours().stream(), late)
			.filter((name) -> bootstrap == null || bootstrap.find(name) == null)
			.toList();
	}

	private static Set<String> uniform(List<String> names) {
		return names.stream().map(AppenderNames::uniform).collect(Collectors.toSet());
	}

}
