package io.asyncappend.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.metrics.JmxReporter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.kafka.autoconfigure.SslBundleSslEngineFactory;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;
import org.springframework.util.ClassUtils;

import io.asyncappend.RecordSink;
import io.asyncappend.spring.boot.accesslog.AccessLogProperties;
import io.asyncappend.spring.boot.actuate.endpoint.AsyncAppendDescriptor;
import io.asyncappend.spring.boot.actuate.endpoint.AsyncAppendEndpoint;
import io.asyncappend.spring.boot.actuate.endpoint.AsyncAppendEndpointWebExtension;
import io.asyncappend.spring.boot.actuate.endpoint.ErrorDescriptor;
import io.asyncappend.spring.boot.actuate.endpoint.OperationDescriptor;
import io.asyncappend.spring.boot.audit.AuditProperties;
import io.asyncappend.spring.boot.logging.logback.AsyncAppendAppender;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;
import io.asyncappend.spring.boot.properties.LoggingProperties;
import io.asyncappend.spring.boot.testing.LogProperties;
import io.asyncappend.spring.boot.testing.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * An application with everything on is processed ahead of time, and what a native image
 * would know of it is asked for all that is bound, reflected upon or loaded.
 */
class NativeHintsTests {

	private static final String BASE = "io/asyncappend/spring/boot/";

	private static final String WEB = "org.springframework.boot.web.server.context.WebServerApplicationContext";

	@TempDir
	Path directory;

	@BeforeEach
	void processAheadOfTime() {
		System.setProperty(AbstractAotProcessor.AOT_PROCESSING, "true");
	}

	@AfterEach
	void forget() {
		System.clearProperty(AbstractAotProcessor.AOT_PROCESSING);
		// The application is never closed, so its logging is not either.
		LoggingSystem.get(getClass().getClassLoader()).cleanUp();
		LogProperties.clear();
	}

	@Test
	void allThatIsBoundReflectedOrLoadedIsInANativeImage() {
		assertThat(missing(hintsOfAnApplication())).isEmpty();
	}

	@Test
	void withoutAnyHintsEverythingIsMissed() {
		assertThat(missing(new RuntimeHints())).hasSizeGreaterThan(100)
			.contains("constructor of " + AuditProperties.class.getName(),
					"method perform of " + AsyncAppendEndpoint.class.getName(),
					"resource " + BASE + "actuate/page/live.html",
					"factory io.asyncappend.spring.boot.logging.ApplicationLogListener",
					"constructor of " + AsyncAppendProperties.Kafka.class.getName(),
					"constructor of " + AsyncAppendProperties.Cursor.class.getName(),
					"constructor of " + JmxReporter.class.getName());
	}

	/** For programs without Spring. */
	@Test
	void theCoreHasMetadataOfItsOwn() throws IOException {
		String metadata = Files.readString(Path.of("../async-append-core/src/main/resources/META-INF/native-image",
				"io.asyncappend/async-append-core/reflect-config.json"));
		assertThat(JsonParserFactory.getJsonParser().parseList(metadata)).containsExactly(Map.of("name",
				"java.lang.Thread", "methods", List.of(Map.of("name", "isVirtual", "parameterTypes", List.of()))));
	}

	/** Everything that is not in the hints. */
	private static List<String> missing(RuntimeHints hints) {
		List<String> missing = new ArrayList<>();
		Stream
			.of(AsyncAppendProperties.class, LoggingProperties.class, AccessLogProperties.class, AuditProperties.class,
					AsyncAppendEndpointProperties.class, AsyncAppendPageProperties.class)
			.flatMap(NativeHintsTests::withNestedRecords)
			.forEach((type) -> require(hints, "constructor of " + type.getName(), canonical(type), missing));
		Stream.of(AsyncAppendDescriptor.class, OperationDescriptor.class, ErrorDescriptor.class)
			.flatMap(NativeHintsTests::withComponentRecords)
			.distinct()
			.flatMap((type) -> Arrays.stream(type.getRecordComponents()))
			.map(RecordComponent::getAccessor)
			.forEach((accessor) -> require(hints, accessor, missing));
		Stream.of(AsyncAppendEndpoint.class, AsyncAppendEndpointWebExtension.class)
			.flatMap((type) -> Arrays.stream(type.getDeclaredMethods()))
			.filter((method) -> isAnnotated(method, ReadOperation.class) || isAnnotated(method, WriteOperation.class))
			.forEach((operation) -> require(hints, operation, missing));
		factories()
			.forEach((type) -> require(hints, "factory " + type.getName(), type.getDeclaredConstructors()[0], missing));
		require(hints, "constructor of " + AsyncAppendAppender.class.getName(),
				ClassUtils.getConstructorIfAvailable(AsyncAppendAppender.class), missing);
		Arrays.stream(AsyncAppendAppender.class.getMethods())
			.filter((method) -> method.getName().startsWith("set")
					&& method.getDeclaringClass() == AsyncAppendAppender.class)
			.forEach((setter) -> require(hints, setter, missing));
		Stream
			.of("actuate/page/live.html", "logging/logback/async-append-appender.xml",
					"logging/logback/structured-async-append-appender.xml")
			.filter((file) -> !RuntimeHintsPredicates.resource().forResource(BASE + file).test(hints))
			.forEach((file) -> missing.add("resource " + BASE + file));
		Stream
			.of(JmxReporter.class, SslBundleSslEngineFactory.class, RangeAssignor.class,
					CooperativeStickyAssignor.class)
			.forEach((type) -> require(hints, "constructor of " + type.getName(),
					ClassUtils.getConstructorIfAvailable(type), missing));
		if (!RuntimeHintsPredicates.resource().forResource("kafka/kafka-version.properties").test(hints)) {
			missing.add("resource kafka/kafka-version.properties");
		}
		requireNames(hints, missing);
		return missing;
	}

	private static void requireNames(RuntimeHints hints, List<String> missing) {
		if (!RuntimeHintsPredicates.reflection()
			.onType(ClassUtils.resolveClassName(WEB, NativeHintsTests.class.getClassLoader()))
			.test(hints)) {
			missing.add("type " + WEB);
		}
		// By its name: Java 17 has no such method.
		if (hints.reflection().getTypeHint(Thread.class) == null || hints.reflection()
			.getTypeHint(Thread.class)
			.methods()
			.noneMatch((method) -> method.getName().equals("isVirtual"))) {
			missing.add("method isVirtual of Thread");
		}
	}

	private static void require(RuntimeHints hints, Method method, List<String> missing) {
		Predicate<RuntimeHints> invoked = RuntimeHintsPredicates.reflection().onMethodInvocation(method);
		if (!invoked.test(hints)) {
			missing.add("method " + method.getName() + " of " + method.getDeclaringClass().getName());
		}
	}

	private static void require(RuntimeHints hints, String what, Constructor<?> constructor, List<String> missing) {
		if (!RuntimeHintsPredicates.reflection().onConstructorInvocation(constructor).test(hints)) {
			missing.add(what);
		}
	}

	private static boolean isAnnotated(AnnotatedElement element, Class<? extends Annotation> type) {
		return element.isAnnotationPresent(type);
	}

	private static Constructor<?> canonical(Class<?> type) {
		return Arrays.stream(type.getDeclaredConstructors())
			.max((one, other) -> one.getParameterCount() - other.getParameterCount())
			.orElseThrow();
	}

	private static Stream<Class<?>> withNestedRecords(Class<?> type) {
		return Stream.concat(Stream.of(type),
				Arrays.stream(type.getDeclaredClasses())
					.filter(Class::isRecord)
					.flatMap(NativeHintsTests::withNestedRecords));
	}

	private static Stream<Class<?>> withComponentRecords(Class<?> type) {
		return Stream.concat(Stream.of(type),
				Stream
					.concat(Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType),
							Arrays.stream(type.getRecordComponents())
								.map((component) -> component.getGenericType().getTypeName())
								.filter((name) -> name.contains("<"))
								.map((name) -> name.replaceFirst(".*[<, ]([\\w.$]+)>.*", "$1"))
								.map((name) -> ClassUtils.resolveClassName(name, type.getClassLoader())))
					.filter(Class::isRecord)
					.flatMap(NativeHintsTests::withComponentRecords));
	}

	/** All that {@code spring.factories} of the starter names. */
	private static List<Class<?>> factories() {
		Properties factories = new Properties();
		try (InputStream in = Path.of("src/main/resources/META-INF/spring.factories").toUri().toURL().openStream()) {
			factories.load(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return factories.values()
			.stream()
			.flatMap((names) -> Arrays.stream(names.toString().split(",")))
			.<Class<?>>map((name) -> ClassUtils.resolveClassName(name.strip(), NativeHintsTests.class.getClassLoader()))
			.toList();
	}

	/** Of its beans, and of all registrars that {@code aot.factories} name. */
	private RuntimeHints hintsOfAnApplication() {
		RuntimeHints hints = new RuntimeHints();
		SpringApplication application = new SpringApplication(Application.class);
		AbandonedRunException prepared = catchThrowableOfType(AbandonedRunException.class,
				() -> SpringApplication.withHook((running) -> new SpringApplicationRunListener() {

					@Override
					public void contextLoaded(ConfigurableApplicationContext context) {
						throw new AbandonedRunException(context);
					}

				}, () -> application.run(TestServer.TOMCAT.withoutOthers(),
						"--async-append.directory=" + this.directory, "--async-append.appenders.log.file=app.log",
						"--async-append.logging.appender=log", "--async-append.appenders.access.file=access.log",
						"--async-append.access-log.appender=access", "--async-append.appenders.audit.file=audit.log",
						"--async-append.audit.appender=audit", "--async-append.page.enabled=true",
						"--async-append.appenders.orders.cursors.billing.start=oldest",
						"--async-append.appenders.orders.forward.kafka.topic=orders",
						"--async-append.appenders.events.forward.sink=elsewhere",
						"--management.endpoint.asyncappend.access=unrestricted",
						"--management.endpoints.web.exposure.include=*")));
		GenericApplicationContext context = (GenericApplicationContext) prepared.getApplicationContext();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(NativeHintsTests.class)), new InMemoryGeneratedFiles(), hints);
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		assertThat(this.directory).isEmptyDirectory();
		return hints;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		RecordSink elsewhere() {
			return (batch) -> CompletableFuture.completedFuture(null);
		}

	}

}
