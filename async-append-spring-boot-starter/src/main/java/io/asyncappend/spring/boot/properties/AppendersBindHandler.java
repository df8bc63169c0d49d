package io.asyncappend.spring.boot.properties;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.env.Environment;

import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Appender;

/**
 * Binds {@code async-append.appenders} to one entry for all spellings of a name. Has
 * itself put around the handler of each binding: another class for that would be one more
 * to load at the start of each application.
 */
public class AppendersBindHandler extends AbstractBindHandler implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(AsyncAppendProperties.PREFIX);

	/**
	 * Creates the handler.
	 * @param parent does all the rest
	 */
	public AppendersBindHandler(BindHandler parent) {
		super(parent);
	}

	/**
	 * Binds before there are beans, for one appender alone. Converters of the application
	 * do not count by then, so a value of another appender that needs one is no failure.
	 * @param environment where the properties are
	 * @param name the name of the appender in any spelling
	 * @return the properties, in which the other appenders may have no values
	 */
	public static AsyncAppendProperties bindEarly(Environment environment, String name) {
		return Binder.get(environment)
			.bindOrCreate(AsyncAppendProperties.PREFIX, Bindable.of(AsyncAppendProperties.class),
					new ForOne(new UnitBindHandler(BindHandler.DEFAULT), name));
	}

	@Override
	public BindHandler apply(BindHandler handler) {
		return new AppendersBindHandler(new UnitBindHandler(handler));
	}

	@Override
	public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Object result) {
		Object bound = super.onSuccess(name, target, context, result);
		if (bound instanceof Map<?, ?> map) {
			if (name.equals(ConfiguredNames.APPENDERS)) {
				return ConfiguredNames.unite(byName(map), context.getSources());
			}
			if (ConfiguredNames.isOfCursors(name)) {
				return ConfiguredNames.uniteCursors(name.getElement(ConfiguredNames.NAME, Form.ORIGINAL), byName(map),
						context.getSources());
			}
		}
		return bound;
	}

	/**
	 * Takes what YAML's {@code audit: {}} comes to, an empty text, for an object without
	 * values, as Spring Boot 4.1 does. Spring Boot 4.0 finds no converter for it.
	 */
	@Override
	public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) throws Exception {
		if (PREFIX.isAncestorOf(name) && target.getType().resolve(Object.class).isRecord()
				&& context.getBinder().bind(name, Bindable.of(String.class)).map(String::isBlank).orElse(false)) {
			return ConfiguredNames.APPENDERS.isParentOf(name) ? Appender.UNSET : null;
		}
		return super.onFailure(name, target, context, error);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> byName(Map<?, ?> map) {
		return (Map<String, Object>) map;
	}

	private static final class ForOne extends AppendersBindHandler {

		private final String name;

		ForOne(BindHandler parent, String name) {
			super(parent);
			this.name = name;
		}

		@Override
		public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Exception error) throws Exception {
			if (ConfiguredNames.APPENDERS.isParentOf(name)
					&& !AppenderNames.isSame(name.getLastElement(Form.ORIGINAL), this.name)) {
				return Appender.UNSET;
			}
			return super.onFailure(name, target, context, error);
		}

	}

}
