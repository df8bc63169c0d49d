package io.asyncappend.spring.boot.documents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A snippet that an application is configured by.
 */
final class DocumentedConfiguration {

	private static final String APPENDER = "async-append\\.appenders\\.[^.]+\\.";

	/** What is in a list of entries is bound by the access log alone. */
	private static final String SAMPLE = "\\.sample\\[[0-9]+]\\.(path|status|rate)$";

	/** What no default is for. */
	private static final String OF_APPENDERS_ALONE = "(file|cursors\\.[^.]+\\.(start|force-interval)|rotation\\.keep-until)$";

	private final EnumerablePropertySource<?> source;

	DocumentedConfiguration(Snippet snippet) throws IOException {
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load(snippet.toString(),
				new ByteArrayResource(snippet.text().getBytes(StandardCharsets.UTF_8)));
		assertThat(sources).hasSize(1);
		this.source = (EnumerablePropertySource<?>) sources.get(0);
	}

	/** The metadata has no names for what is nested in the entry of a map. */
	private static boolean isOfForward(String name) {
		return Document.of("async-append-spring-boot-starter/docs/properties.md")
			.rows("| property of one appender | default | values | |")
			.stream()
			.map((row) -> "async-append." + row.get(0).replace("`", ""))
			.anyMatch(name.replaceFirst(APPENDER, "async-append.appenders.NAME.")::equals);
	}

	/** Each property is one that there is, and each appender opens. */
	void requireBound(Path directory) {
		Metadata metadata = Metadata.read();
		Set<String> names = new TreeSet<>(List.of(this.source.getPropertyNames()));
		assertThat(names).isNotEmpty()
			.allSatisfy((name) -> assertThat(isOfForward(name)
					|| metadata.has(name.replaceFirst(APPENDER + OF_APPENDERS_ALONE, "async-append.appenders")
						.replaceFirst(APPENDER, "async-append.defaults.")
						.replaceFirst(SAMPLE, ".sample")))
				.as("%s", name)
				.isTrue());
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class))
			.withInitializer((context) -> context.getEnvironment().getPropertySources().addLast(this.source))
			.withPropertyValues("async-append.directory=" + directory)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(AsyncAppendFactory.class).appenders()).isNotEmpty();
			});
	}

}
