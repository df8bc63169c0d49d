package io.asyncappend.spring.boot.appenders;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans that use an appender before the ordinary beans are made.
 */
class EarlyUseTests {

	@TempDir
	Path directory;

	static Stream<Class<?>> early() {
		return Stream.of(PostProcessor.class, PriorityPostProcessor.class, PostProcessorWithTheFactory.class,
				InstantiationAware.class, DestructionAware.class, AdvisorOfAProxyCreator.class,
				FactoryPostProcessor.class, PriorityFactoryPostProcessor.class,
				FactoryPostProcessorWithTheFactory.class, RegistryPostProcessor.class,
				OrderedRegistryPostProcessor.class);
	}

	private ApplicationContextRunner runner(Class<?>... configurations) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class))
			.withUserConfiguration(configurations)
			.withPropertyValues("async-append.directory=" + this.directory,
					"async-append.appenders.audit.sync=every-batch", "async-append.appenders.access.sync=on-demand");
	}

	@ParameterizedTest
	@MethodSource("early")
	void anEarlyBeanGetsAnOpenAppender(Class<?> configuration) {
		runner(configuration).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(AsyncAppendFactory.class).find("audit"))
				.containsSame(context.getBean("audit", AsyncAppender.class));
			assertThat(context.getBean(AsyncAppendFactory.class).appenders()).hasSize(2);
		});
		assertThat(this.directory.resolve("audit.log")).hasContent("early\n");
		assertThat(this.directory.resolve("access.log")).isEmptyFile();
	}

	@ParameterizedTest
	@MethodSource("early")
	void anEarlyBeanGetsAnOpenAppenderOfAFactoryOfTheUsersOwn(Class<?> configuration) {
		if (configuration == FactoryPostProcessorWithTheFactory.class) {
			configuration = PostProcessorWithTheFactory.class;
		}
		runner(configuration, OwnFactory.class).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(AsyncAppendFactory.class);
			assertThat(context.getBean("mine", AsyncAppendFactory.class).find("audit"))
				.containsSame(context.getBean("audit", AsyncAppender.class));
		});
		assertThat(this.directory.resolve("audit.log")).hasContent("early\n");
	}

	@Test
	void anAppenderThatAnEarlyBeanUsesIsClosedLast() {
		runner(DestructionAware.class, Late.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(this.directory.resolve("audit.log")).hasContent("early\nlate\n");
	}

	private static void use(AsyncAppender audit) {
		audit.append("early\n".getBytes(StandardCharsets.UTF_8));
	}

	@Configuration(proxyBeanMethods = false)
	static class PostProcessor {

		@Bean
		static BeanPostProcessor trail(@Qualifier("audit") AsyncAppender audit) {
			use(audit);
			return new BeanPostProcessor() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PriorityPostProcessor {

		@Bean
		static First trail(@Qualifier("audit") AsyncAppender audit) {
			use(audit);
			return new First();
		}

		static class First implements BeanPostProcessor, PriorityOrdered {

			@Override
			public int getOrder() {
				return HIGHEST_PRECEDENCE;
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PostProcessorWithTheFactory {

		@Bean
		static BeanPostProcessor trail(AsyncAppendFactory factory) {
			use(factory.find("audit").orElseThrow());
			return new BeanPostProcessor() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InstantiationAware {

		@Bean
		static InstantiationAwareBeanPostProcessor trail(@Qualifier("audit") AsyncAppender audit) {
			use(audit);
			return new InstantiationAwareBeanPostProcessor() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DestructionAware {

		@Bean
		static DestructionAwareBeanPostProcessor trail(@Qualifier("audit") AsyncAppender audit) {
			use(audit);
			return (bean, name) -> {
				if (name.equals("late")) {
					audit.append("late\n".getBytes(StandardCharsets.UTF_8));
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Late {

		@Bean
		Object late() {
			return new Object();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(OtherPostProcessor.class)
	static class AdvisorOfAProxyCreator {

		@Bean
		static DefaultAdvisorAutoProxyCreator creator() {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return creator;
		}

		@Bean
		static Advisor advisor(@Qualifier("audit") AsyncAppender audit) {
			use(audit);
			return new DefaultPointcutAdvisor(new NameMatchMethodPointcut(),
					(MethodInterceptor) (invocation) -> invocation.proceed());
		}

	}

	/** Whose own bean is what the proxy creator looks for advisors for. */
	@Configuration(proxyBeanMethods = false)
	static class OtherPostProcessor {

		@Bean
		static BeanPostProcessor another() {
			return new BeanPostProcessor() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FactoryPostProcessor {

		@Bean
		static BeanFactoryPostProcessor trail(@Qualifier("audit") AsyncAppender audit) {
			use(audit);
			return (beanFactory) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PriorityFactoryPostProcessor {

		@Bean
		static First aaa(@Qualifier("audit") AsyncAppender audit) {
			use(audit);
			return new First();
		}

		static class First implements BeanFactoryPostProcessor, PriorityOrdered {

			@Override
			public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
			}

			@Override
			public int getOrder() {
				return HIGHEST_PRECEDENCE;
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FactoryPostProcessorWithTheFactory {

		@Bean
		static BeanFactoryPostProcessor trail(AsyncAppendFactory factory) {
			use(factory.find("audit").orElseThrow());
			return (beanFactory) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RegistryPostProcessor {

		@Bean
		static BeanDefinitionRegistryPostProcessor trail(@Qualifier("audit") AsyncAppender audit) {
			use(audit);
			return (registry) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OrderedRegistryPostProcessor {

		@Bean
		static First trail(@Qualifier("audit") AsyncAppender audit) {
			use(audit);
			return new First();
		}

		static class First implements BeanDefinitionRegistryPostProcessor, Ordered {

			@Override
			public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
			}

			@Override
			public int getOrder() {
				return HIGHEST_PRECEDENCE;
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFactory {

		@Bean
		static AsyncAppendFactory mine() {
			return AsyncAppendFactory.create();
		}

	}

}
