package io.asyncappend.spring.boot.properties;

import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Refuses a duration without a unit below {@code async-append}, or of the endpoint.
 * Spring Boot takes it for milliseconds, and by {@code keep-for: 30} nearly everything
 * would be deleted. Zero is zero in any unit; what a converter of the application makes
 * of a number is its affair.
 */
public final class UnitBindHandler extends AbstractBindHandler {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(AsyncAppendProperties.PREFIX);

	private static final ConfigurationPropertyName OF_ENDPOINT = ConfigurationPropertyName
		.of("management.endpoint.asyncappend.timeout");

	private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,18}");

	/**
	 * Creates the handler.
	 * @param parent does all the rest
	 */
	public UnitBindHandler(BindHandler parent) {
		super(parent);
	}

	@Override
	public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Object result) {
		Object bound = super.onSuccess(name, target, context, result);
		if (bound instanceof Duration duration && (PREFIX.isAncestorOf(name) || OF_ENDPOINT.equals(name))) {
			// As a text once more, with its placeholders resolved.
			String text = context.getBinder().bind(name, Bindable.of(String.class)).orElse("").strip();
			if (NUMBER.matcher(text).matches() && !duration.isZero()
					&& duration.equals(Duration.ofMillis(Long.parseLong(text)))) {
				throw new InvalidPropertyException(
						OF_ENDPOINT.equals(name) ? name.toString() : PropertyAdvice.documented(name.toString()), text,
						"is a number without a unit, and would be milliseconds",
						"Write the unit too, such as " + text + "s for seconds, " + text + "m for minutes, " + text
								+ "h for hours or " + text + "d for days.");
			}
		}
		return bound;
	}

}
