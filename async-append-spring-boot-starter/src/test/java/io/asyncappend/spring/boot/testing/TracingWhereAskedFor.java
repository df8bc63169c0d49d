package io.asyncappend.spring.boot.testing;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out Micrometer Tracing, of which both bridges are on the class path of the
 * tests, where an application does not ask for one.
 */
public final class TracingWhereAskedFor implements AutoConfigurationImportFilter, EnvironmentAware {

	private static final String TRACING = "org.springframework.boot.micrometer.tracing.";

	private String asked = "";

	/** The argument of an application that asks for a bridge. */
	public static String ask(String bridge) {
		return "--testing.tracing=" + bridge;
	}

	@Override
	public void setEnvironment(Environment environment) {
		this.asked = environment.getProperty("testing.tracing", "");
	}

	@Override
	public boolean[] match(String[] autoConfigurations, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[autoConfigurations.length];
		for (int i = 0; i < matches.length; i++) {
			matches[i] = autoConfigurations[i] == null || isAskedFor(autoConfigurations[i]);
		}
		return matches;
	}

	private boolean isAskedFor(String name) {
		if (name.startsWith("org.springframework.boot.opentelemetry.")) {
			return this.asked.equals("opentelemetry");
		}
		if (!name.startsWith(TRACING)) {
			return true;
		}
		String bridge = name.substring(TRACING.length(), name.indexOf('.', TRACING.length()));
		return !this.asked.isEmpty() && (bridge.equals("autoconfigure") || bridge.equals(this.asked));
	}

}
