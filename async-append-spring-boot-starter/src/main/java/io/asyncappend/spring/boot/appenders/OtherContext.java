package io.asyncappend.spring.boot.appenders;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
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

	private static final Map<String, Function<AppenderOptions, Object>> OPTIONS = new LinkedHashMap<>();

	static {
		OPTIONS.put("buffer-size", AppenderOptions::bufferSize);
		OPTIONS.put("backpressure", AppenderOptions::backpressure);
		OPTIONS.put("sync", AppenderOptions::sync);
		OPTIONS.put("write-retry", AppenderOptions::writeRetry);
		OPTIONS.put("permissions", AppenderOptions::permissions);
		OPTIONS.put("shared", AppenderOptions::shared);
		OPTIONS.put("min-free", AppenderOptions::minFree);
		OPTIONS.put("torn-tail", AppenderOptions::tornTail);
		OPTIONS.put("recreate", AppenderOptions::recreate);
		OPTIONS.put("foreign-file", AppenderOptions::foreignFile);
		OPTIONS.put("rotation", AppenderOptions::rotation);
	}

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
		StringBuilder reason = new StringBuilder(wanted.file() + " is open in " + String.join(" and ", contexts));
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
		String differences = OPTIONS.entrySet()
			.stream()
			.filter((option) -> !Objects.equals(option.getValue().apply(there), option.getValue().apply(here)))
			.map((option) -> option.getKey() + " is " + option.getValue().apply(there) + " there and "
					+ option.getValue().apply(here) + " here")
			.collect(Collectors.joining(", "));
		return differences.isEmpty() ? "" : ", with other options: " + differences;
	}

}
