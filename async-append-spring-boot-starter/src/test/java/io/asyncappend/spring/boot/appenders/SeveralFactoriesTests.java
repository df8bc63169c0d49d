package io.asyncappend.spring.boot.appenders;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;

import io.asyncappend.AppenderStatus.State;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAccessLogAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAuditAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The configured appenders belong to the factory that injection by type takes.
 */
@ExtendWith(OutputCaptureExtension.class)
class SeveralFactoriesTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner(Class<?>... configurations) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class))
			.withUserConfiguration(configurations)
			.withPropertyValues("async-append.directory=" + this.directory, "async-append.appenders.audit.sync=1s");
	}

	static Stream<Class<?>> second() {
		return Stream.of(NoDefaultCandidate.class, NoAutowireCandidate.class, LateFallback.class,
				FallbackAndPlain.class, PrimaryAndPlain.class, LazyPrimary.class, OfAFactoryBean.class,
				OrderedAndPrimary.class, NoDefaultCandidateButPrimary.class);
	}

	@ParameterizedTest
	@MethodSource("second")
	void theFactoryThatIsInjectedByTypeHasTheAppenders(Class<?> configuration) {
		runner(configuration, User.class).run((context) -> {
			assertThat(context).hasNotFailed();
			AsyncAppender audit = context.getBean("audit", AsyncAppender.class);
			User user = context.getBean(User.class);
			assertThat(user.factory.find("audit")).containsSame(audit);
			assertThat(context.getBeansOfType(AsyncAppendFactory.class).values())
				.filteredOn((factory) -> factory != user.factory)
				.allSatisfy((factory) -> assertThat(factory.appenders()).isEmpty());
		});
	}

	@Test
	void severalThatNothingPrefersAreAFailureThatNamesThem(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class, TwoPlain.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatThrownBy(() -> application
			.run("--async-append.directory=" + this.directory, "--async-append.appenders.audit.sync=1s")
			.close()).isInstanceOf(RuntimeException.class);
		assertThat(output).contains("APPLICATION FAILED TO START",
				"belong to the AsyncAppendFactory that injection by type takes, but none of 2 is preferred: one, two.",
				"Mark one of them as @Primary, or the others with @Bean(defaultCandidate = false).");
		assertThat(this.directory).isEmptyDirectory();
	}

	static Stream<Arguments> unusable() {
		return Stream.of(Arguments.of(TwoPrimary.class, "that is undecided", "Leave one of them @Primary."),
				Arguments.of(NoFactory.class, "it takes none", "Have the method that makes the bean return a factory"),
				Arguments.of(ClosedFactory.class, "the factory is closed",
						"Have the bean method return a factory that is open"));
	}

	@ParameterizedTest
	@MethodSource("unusable")
	void aFactoryThatWillNotDoIsAFailureThatSaysWhy(Class<?> configuration, String reason, String advice,
			CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class, configuration);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatThrownBy(() -> application
			.run("--async-append.directory=" + this.directory, "--async-append.appenders.audit.sync=1s")
			.close()).isInstanceOf(RuntimeException.class);
		assertThat(output).contains("APPLICATION FAILED TO START", reason, advice)
			.doesNotContain("Property: async-append");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void severalThatNothingPrefersAreFineWithoutAnAppender() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class))
			.withUserConfiguration(TwoPlain.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void anAppenderOfAChildIsOnItsParentsFactoryAndClosesWithTheChild(CapturedOutput output) {
		try (ConfigurableApplicationContext parent = start(null, "--async-append.appenders.shared.sync=1s")) {
			AsyncAppendFactory factory = parent.getBean(AsyncAppendFactory.class);
			AsyncAppender own;
			try (ConfigurableApplicationContext child = start(parent, "--async-append.appenders.own.sync=2s")) {
				assertThat(child.getBean(AsyncAppendFactory.class)).isSameAs(factory);
				own = child.getBean("own", AsyncAppender.class);
				assertThat(factory.find("own")).containsSame(own);
				assertThat(child.getBean("shared")).isSameAs(parent.getBean("shared"));
				own.append("of the child\n".getBytes(StandardCharsets.UTF_8));
			}
			assertThat(own.status().state()).isEqualTo(State.CLOSED);
			assertThat(this.directory.resolve("own.log")).hasContent("of the child\n");
			assertThat(output).containsOnlyOnce("Appender 'own' wrote 1 record (13 bytes)");
			assertThat(output).doesNotContain("Appender 'shared' wrote");
			assertThat(parent.getBean("shared", AsyncAppender.class).status().state()).isEqualTo(State.OPEN);
			start(parent, "--async-append.appenders.own.sync=2s").close();
		}
		assertThat(output).containsOnlyOnce("Appender 'shared' wrote 0 records");
	}

	@Test
	void anAppenderOfAChildThatIsTheParentsToo() {
		try (ConfigurableApplicationContext parent = start(null, "--async-append.appenders.shared.sync=1s")) {
			try (ConfigurableApplicationContext child = start(parent, "--async-append.appenders.shared.sync=1s")) {
				assertThat(child.getBean("shared")).isSameAs(parent.getBean("shared"));
			}
			assertThat(parent.getBean("shared", AsyncAppender.class).status().state()).isEqualTo(State.OPEN);
		}
	}

	@Test
	void anAppenderOfAChildWithTheNameButNotTheOptionsOfTheParents(CapturedOutput output) {
		try (ConfigurableApplicationContext parent = start(null, "--async-append.appenders.shared.sync=1s")) {
			assertThatThrownBy(() -> start(parent, "--async-append.appenders.shared.sync=2s"))
				.isInstanceOf(RuntimeException.class);
			assertThat(output).contains("Property: async-append.appenders.shared\n",
					"is the name of an appender that the factory has open already",
					"with other options: sync is every(PT1S) there and every(PT2S) here");
			assertThat(parent.getBean("shared", AsyncAppender.class).status().state()).isEqualTo(State.OPEN);
		}
	}

	/** As a child sees the beans of its parent, but not its arguments. */
	@Test
	void anAppenderOfAChildOfAParentWhoseAppendersHaveUses() {
		try (ConfigurableApplicationContext parent = start(null, "--async-append.appenders.audit.sync=1s",
				"--async-append.audit.appender=audit", "--async-append.appenders.access.sync=1s",
				"--async-append.access-log.appender=access")) {
			start(parent, "--async-append.appenders.own.sync=2s").close();
			// Shared with all that its use comes to.
			try (ConfigurableApplicationContext child = start(parent, "--async-append.appenders.audit.sync=1s",
					"--async-append.appenders.access.sync=1s")) {
				assertThat(child.getBean("access")).isSameAs(parent.getBean("access"));
			}
		}
	}

	private ConfigurableApplicationContext start(ConfigurableApplicationContext parent, String... arguments) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE);
		if (parent != null) {
			builder.parent(parent);
		}
		return builder.properties("async-append.directory=" + this.directory).run(arguments);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AsyncAppendAutoConfiguration.class, AsyncAppendAccessLogAutoConfiguration.class,
			AsyncAppendAuditAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class User {

		final AsyncAppendFactory factory;

		User(AsyncAppendFactory factory) {
			this.factory = factory;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoDefaultCandidate {

		@Bean(defaultCandidate = false)
		AsyncAppendFactory second() {
			return AsyncAppendFactory.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoAutowireCandidate {

		@Bean(autowireCandidate = false)
		AsyncAppendFactory second() {
			return AsyncAppendFactory.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoDefaultCandidateButPrimary {

		@Bean(defaultCandidate = false)
		@Primary
		AsyncAppendFactory second() {
			return AsyncAppendFactory.create();
		}

	}

	/** Registered after the conditions were evaluated. */
	@Configuration(proxyBeanMethods = false)
	static class LateFallback {

		@Bean
		static BeanDefinitionRegistryPostProcessor late() {
			return (registry) -> {
				BeanDefinition definition = BeanDefinitionBuilder
					.genericBeanDefinition(AsyncAppendFactory.class, AsyncAppendFactory::create)
					.getBeanDefinition();
				definition.setFallback(true);
				registry.registerBeanDefinition("aaa", definition);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FallbackAndPlain {

		@Bean
		@Fallback
		AsyncAppendFactory first() {
			return AsyncAppendFactory.create();
		}

		@Bean
		AsyncAppendFactory second() {
			return AsyncAppendFactory.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryAndPlain {

		@Bean
		AsyncAppendFactory first() {
			return AsyncAppendFactory.create();
		}

		@Bean
		@Primary
		AsyncAppendFactory second() {
			return AsyncAppendFactory.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyPrimary {

		@Bean
		AsyncAppendFactory first() {
			return AsyncAppendFactory.create();
		}

		@Bean
		@Lazy
		@Primary
		AsyncAppendFactory second() {
			return AsyncAppendFactory.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OrderedAndPrimary {

		@Bean
		@Order(1)
		AsyncAppendFactory first() {
			return AsyncAppendFactory.create();
		}

		@Bean
		@Primary
		@Order(2)
		AsyncAppendFactory second() {
			return AsyncAppendFactory.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfAFactoryBean {

		@Bean
		FactoryBean<AsyncAppendFactory> made() {
			return new FactoryBean<>() {

				@Override
				public AsyncAppendFactory getObject() {
					return AsyncAppendFactory.create();
				}

				@Override
				public Class<?> getObjectType() {
					return AsyncAppendFactory.class;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoPlain {

		@Bean
		AsyncAppendFactory one() {
			return AsyncAppendFactory.create();
		}

		@Bean
		AsyncAppendFactory two() {
			return AsyncAppendFactory.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoPrimary {

		@Bean
		@Primary
		AsyncAppendFactory one() {
			return AsyncAppendFactory.create();
		}

		@Bean
		@Primary
		AsyncAppendFactory two() {
			return AsyncAppendFactory.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoFactory {

		@Bean
		@Nullable AsyncAppendFactory none() {
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClosedFactory {

		@Bean
		AsyncAppendFactory closed() {
			AsyncAppendFactory factory = AsyncAppendFactory.create();
			factory.close();
			return factory;
		}

	}

}
