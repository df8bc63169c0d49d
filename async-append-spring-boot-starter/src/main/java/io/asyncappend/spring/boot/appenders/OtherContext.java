package io.asyncappend.spring.boot.appenders;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.util.ClassUtils;
import org.springframework.util.ObjectUtils;

import io.asyncappend.AppenderOptions;
import io.asyncappend.spring.boot.properties.AppenderDefinition;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

/**
 * What a context is called in messages of other contexts, and what these say of a file
 * that it has open.
 */
final class OtherContext {

	static final String ADVICE = "Close that context first, give both the same name and options, or this one a file of"
			+ " its own. In tests: @DirtiesContext on the other class, or a value of async-append.directory for each"
			+ " (docs/tests.md of the starter).";

	/** Of Spring's test framework: what makes one cached context differ from another. */
	private static final String TEST_PROPERTIES = "Inlined Test Properties";

	private OtherContext() {
	}

	/** Unlike that of any other context of this JVM. */
	static String name(ApplicationContext context) {
		String started = Instant.ofEpochMilli(context.getStartupDate())
			.truncatedTo(ChronoUnit.SECONDS)
			.atZone(ZoneId.systemDefault())
			.toLocalTime()
			.toString();
		return "context '" + context.getId() + "' (" + ClassUtils.getShortName(context.getClass()) + "@"
				+ ObjectUtils.getIdentityHexString(context) + ", started at " + started + testProperties(context) + ")";
	}

	/** Their names only, as a value may be a secret. */
	private static String testProperties(ApplicationContext context) {
		if (context.getEnvironment() instanceof ConfigurableEnvironment environment && environment.getPropertySources()
			.get(TEST_PROPERTIES) instanceof EnumerablePropertySource<?> properties) {
			String names = Arrays.stream(properties.getPropertyNames())
				.filter((name) -> !name.startsWith("org.springframework."))
				.collect(Collectors.joining(", "));
			return names.isEmpty() ? "" : ", test properties " + names;
		}
		return "";
	}

	static InvalidPropertyException refusal(AppenderDefinition wanted, @Nullable AppenderDefinition open,
			List<String> contexts) {
		StringBuilder reason = new StringBuilder(wanted.target() + " is open in " + String.join(" and ", contexts));
		if (open != null && !open.name().equals(wanted.name())) {
			reason.append(", as appender '" + open.name() + "'");
		}
		if (open != null) {
			reason.append(differences(open.options(), wanted.options()));
		}
		return new InvalidPropertyException(wanted.fileProperty(), wanted.fileValue(), reason.toString(), ADVICE);
	}

	/** What differs, to be put behind something; empty if nothing does. */
	static String differences(AppenderOptions there, AppenderOptions here) {
		List<String> differences = new ArrayList<>();
		add(differences, "buffer-size", there.bufferSize(), here.bufferSize());
		add(differences, "backpressure", there.backpressure(), here.backpressure());
		add(differences, "sync", there.sync(), here.sync());
		add(differences, "write-retry", there.writeRetry(), here.writeRetry());
		add(differences, "permissions", there.permissions(), here.permissions());
		add(differences, "shared", there.shared(), here.shared());
		add(differences, "min-free", there.minFree(), here.minFree());
		add(differences, "torn-tail", there.tornTail(), here.tornTail());
		add(differences, "recreate", there.recreate(), here.recreate());
		add(differences, "foreign-file", there.foreignFile(), here.foreignFile());
		add(differences, "lasting-positions", there.lastingPositions(), here.lastingPositions());
		add(differences, "rotation", there.rotation(), here.rotation());
		return differences.isEmpty() ? "" : ", with other options: " + String.join(", ", differences);
	}

	private static void add(List<String> differences, String option, Object there, Object here) {
		if (!there.equals(here)) {
			differences.add(option + " is " + there + " there and " + here + " here");
		}
	}

}
