package io.asyncappend.spring.boot.testing;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out Spring Security, which is on the class path of the tests, where an
 * application does not ask for it.
 */
public final class SecurityWhereAskedFor implements AutoConfigurationImportFilter, EnvironmentAware {

	/** The argument of an application that asks for it. */
	public static final String ASK = "--testing.security=true";

	private boolean asked;

	@Override
	public void setEnvironment(Environment environment) {
		this.asked = environment.getProperty("testing.security", Boolean.class, false);
	}

	@Override
	public boolean[] match(String[] autoConfigurations, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[autoConfigurations.length];
		for (int i = 0; i < matches.length; i++) {
			String name = autoConfigurations[i];
			matches[i] = this.asked || name == null || !name.startsWith("org.springframework.boot.security.");
		}
		return matches;
	}

}
