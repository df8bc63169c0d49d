package io.asyncappend.spring.boot.logging;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.jul.LevelChangePropagator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import ch.qos.logback.core.util.StatusPrinter2;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The log goes on after the loggers are set up again, by whatever does so.
 */
class ReconfiguredLogTests extends LoggedApplications {

	private static final String APPENDER = "<appender name='%1$s' class='io.asyncappend.spring.boot.logging.logback."
			+ "AsyncAppendAppender'>%2$s<encoder><pattern>%%level %%msg%%n</pattern></encoder></appender>";

	/** Not asynchronous, so that there is nothing to wait for. */
	private static final String WRAPPED = "<appender name='WRAPPER' class='" + Wrapper.class.getName()
			+ "'><appender-ref ref='APP'/></appender>";

	private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();

	/** What these tests do to the loggers is not to stay. */
	@AfterEach
	void reset() {
		this.running.forEach(ConfigurableApplicationContext::close);
		setUp(null, null);
		// Or the next application would find them set up.
		LoggingSystem.get(getClass().getClassLoader()).cleanUp();
	}

	private void setUp(@Nullable ConfigurableApplicationContext context, @Nullable String config) {
		LoggingSystem system = LoggingSystem.get(getClass().getClassLoader());
		system.cleanUp();
		system.beforeInitialize();
		var environment = (context != null) ? context.getEnvironment()
				: new org.springframework.core.env.StandardEnvironment();
		system.initialize(new LoggingInitializationContext(environment), config, LogFile.get(environment));
	}

	private void assertGoesOn(String text) throws IOException {
		LogFactory.getLog("test").error(text);
		LogFactory.getLog("test").warn(text);
		assertThat(log()).filteredOn((line) -> line.contains(text)).hasSize(2);
	}

	private Path configuration(String content) throws IOException {
		return Files.writeString(this.directory.resolve("logback-test.xml"),
				"<configuration>" + content + "</configuration>");
	}

	private void configure(Path file) throws Exception {
		URL url = file.toUri().toURL();
		JoranConfigurator configurator = new JoranConfigurator();
		configurator.setContext(this.loggers);
		configurator.doConfigure(url);
		new StatusPrinter2().print(this.loggers);
	}

	@Test
	void aClosedLogLeavesALaterAppenderOfItsNameAlone() {
		run(Application.class).close();
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		ListAppender<ILoggingEvent> later = new ListAppender<>();
		later.setName("FILE");
		later.setContext(context);
		later.start();
		root.addAppender(later);
		root.info("one");
		root.info("two");
		assertThat(later.isStarted()).isTrue();
		assertThat(later.list).extracting(ILoggingEvent::getMessage).containsExactly("one", "two");
		root.detachAppender(later);
	}

	@Test
	void byTheLoggingSystemOfSpringBoot() throws IOException {
		ConfigurableApplicationContext context = run(Application.class);
		for (int i = 0; i < 3; i++) {
			setUp(context, null);
			assertGoesOn("again " + i);
		}
	}

	@Test
	void byTheLoggingSystemThatMakesItsOwnFileToo() throws IOException {
		Path boots = this.directory.resolve("boot.log");
		ConfigurableApplicationContext context = run(Application.class, "--logging.file.name=" + boots);
		for (int i = 0; i < 3; i++) {
			setUp(context, null);
			assertGoesOn("again " + i);
		}
		assertThat(Files.readString(boots)).doesNotContain("WARN");
	}

	@Test
	void byTheLoggingSystemInTheFileThatSpringBootHasToo() throws IOException {
		ConfigurableApplicationContext context = run(Application.class,
				"--logging.file.name=" + this.directory.resolve("app.log"));
		LogFactory.getLog("test").error("before");
		setUp(context, null);
		LogFactory.getLog("test").error("again");
		assertThat(log()).filteredOn((line) -> line.contains("before")).hasSize(1);
		assertThat(log()).filteredOn((line) -> line.endsWith("again")).hasSizeBetween(1, 2);
		assertGoesOn("and again");
	}

	@Test
	void byTheLoggingSystemWithAConfigurationOfItsOwn() throws IOException {
		Path file = configuration("<include resource='org/springframework/boot/logging/logback/defaults.xml'/>"
				+ "<include resource='io/asyncappend/spring/boot/logging/logback/async-append-appender.xml'/>"
				+ "<root level='INFO'><appender-ref ref='FILE'/></root>");
		ConfigurableApplicationContext context = run(Application.class, "--logging.config=" + file.toUri());
		for (int i = 0; i < 3; i++) {
			setUp(context, file.toUri().toString());
			assertGoesOn("again " + i);
		}
		setUp(context, null);
		assertGoesOn("without it");
	}

	@Test
	void byAReloadOfAConfigurationThatNamesTheAppender() throws Exception {
		Path file = configuration(APPENDER.formatted("APP", "<appenderName>app</appenderName>")
				+ "<root level='INFO'><appender-ref ref='APP'/></root>");
		run(Application.class, "--async-append.logging.appender=", "--logging.config=" + file.toUri());
		for (int i = 0; i < 3; i++) {
			// As the task of scan="true" does.
			this.loggers.reset();
			configure(file);
			assertGoesOn("again " + i);
		}
	}

	@Test
	void byAReloadThatNamesOneMore() throws Exception {
		Path file = configuration(APPENDER.formatted("APP", "<appenderName>app</appenderName>")
				+ "<root level='INFO'><appender-ref ref='APP'/></root>");
		ConfigurableApplicationContext context = run(Application.class, "--async-append.logging.appender=",
				"--async-append.appenders.sql.file=sql.log", "--logging.config=" + file.toUri());
		this.loggers.reset();
		configure(configuration(APPENDER.formatted("SQL", "<appenderName>sql</appenderName>")
				+ APPENDER.formatted("APP", "<appenderName>none</appenderName>")
				+ "<logger name='sql' additivity='false'><appender-ref ref='SQL'/></logger>"
				+ "<root level='INFO'><appender-ref ref='APP'/></root>"));
		LogFactory.getLog("sql").error("select");
		assertThat(context.isActive()).isTrue();
		assertThat(this.loggers.getStatusManager().getCopyOfStatusList())
			.anyMatch((status) -> status.getMessage().contains("appenderName=none: is the name of no appender"));
	}

	@Test
	void aLogWithinAnotherAppenderHasEachLineOnce() throws Exception {
		Path file = configuration(APPENDER.formatted("APP", "<appenderName>app</appenderName>") + WRAPPED
				+ "<root level='INFO'><appender-ref ref='WRAPPER'/></root>");
		ConfigurableApplicationContext context = run(Application.class, "--logging.config=" + file.toUri());
		assertGoesOn("at first");
		setUp(context, file.toUri().toString());
		assertGoesOn("again");
		this.loggers.reset();
		configure(file);
		assertGoesOn("after a reload");
		setUp(context, null);
		assertGoesOn("without it");
	}

	@Test
	void anAppenderOfSpringBootAtAnotherLoggerIsReplacedAtOnce() throws Exception {
		Path boots = this.directory.resolve("boot.log");
		Path file = configuration("<include resource='org/springframework/boot/logging/logback/defaults.xml'/>"
				+ "<include resource='org/springframework/boot/logging/logback/file-appender.xml'/>"
				+ "<logger name='sql' additivity='false'><appender-ref ref='FILE'/></logger>"
				+ "<root level='INFO'><appender-ref ref='FILE'/></root>");
		ConfigurableApplicationContext context = run(Application.class, "--logging.config=" + file.toUri(),
				"--logging.file.name=" + boots);
		setUp(context, file.toUri().toString());
		LogFactory.getLog("sql").error("select");
		assertThat(log()).anyMatch((line) -> line.endsWith("select"));
		assertThat(Files.readString(boots)).doesNotContain("select");
	}

	@Test
	void byAConfigurationOfLogbackAlone() throws Exception {
		run(Application.class);
		this.loggers.reset();
		configure(configuration("<root level='INFO'/>"));
		assertGoesOn("after a reset");
		this.loggers.stop();
		this.loggers.reset();
		configure(configuration("<root level='INFO'/>"));
		assertGoesOn("after a stop");
	}

	@Test
	void aResetAfterTheApplicationTellsAllOthersToo() throws Exception {
		Path file = configuration(APPENDER.formatted("APP", "<appenderName>app</appenderName>")
				+ "<root level='INFO'><appender-ref ref='APP'/></root>");
		for (int i = 0; i < 3; i++) {
			run(Application.class, "--logging.config=" + file.toUri()).close();
		}
		LevelChangePropagator other = new LevelChangePropagator();
		this.loggers.addListener(other);
		this.loggers.reset();
		this.loggers.reset();
		assertThat(this.loggers.getCopyOfListenerList()).isEmpty();
	}

	@Test
	void aReloadAfterTheApplicationSaysWhyItDoesNot() throws Exception {
		Path file = configuration(APPENDER.formatted("APP", "<appenderName>app</appenderName>")
				+ "<root level='INFO'><appender-ref ref='APP'/></root>");
		run(Application.class, "--async-append.logging.appender=", "--logging.config=" + file.toUri()).close();
		this.loggers.reset();
		configure(file);
		assertThat(this.loggers.getStatusManager().getCopyOfStatusList())
			.anyMatch((status) -> status.getMessage().contains("there is no Spring environment"));
	}

	/** Hands events on to others, as Logback's {@code AsyncAppender} does. */
	public static final class Wrapper extends UnsynchronizedAppenderBase<ILoggingEvent>
			implements AppenderAttachable<ILoggingEvent> {

		private final AppenderAttachableImpl<ILoggingEvent> appenders = new AppenderAttachableImpl<>();

		@Override
		protected void append(ILoggingEvent event) {
			this.appenders.appendLoopOnAppenders(event);
		}

		@Override
		public void addAppender(Appender<ILoggingEvent> appender) {
			this.appenders.addAppender(appender);
		}

		@Override
		public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
			return this.appenders.iteratorForAppenders();
		}

		@Override
		public @Nullable Appender<ILoggingEvent> getAppender(String name) {
			return this.appenders.getAppender(name);
		}

		@Override
		public boolean isAttached(Appender<ILoggingEvent> appender) {
			return this.appenders.isAttached(appender);
		}

		@Override
		public void detachAndStopAllAppenders() {
			this.appenders.detachAndStopAllAppenders();
		}

		@Override
		public boolean detachAppender(Appender<ILoggingEvent> appender) {
			return this.appenders.detachAppender(appender);
		}

		@Override
		public boolean detachAppender(String name) {
			return this.appenders.detachAppender(name);
		}

	}

}
