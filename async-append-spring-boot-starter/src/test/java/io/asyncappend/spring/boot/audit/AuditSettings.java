package io.asyncappend.spring.boot.audit;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Properties as an application has them. */
final class AuditSettings {

	private AuditSettings() {
	}

	/**
	 * Binds properties.
	 * @param settings {@code name=value} of what is not as it is by default
	 */
	static AuditProperties of(String... settings) {
		Map<String, String> map = new LinkedHashMap<>();
		for (String setting : settings) {
			map.put("async-append.audit." + setting.substring(0, setting.indexOf('=')),
					setting.substring(setting.indexOf('=') + 1));
		}
		return new Binder(new MapConfigurationPropertySource(map)).bindOrCreate("async-append.audit",
				AuditProperties.class);
	}

}
