package io.asyncappend.support;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/** What makes a child a process that permissions bind, as they do not bind root. */
public final class Bound {

	private Bound() {
	}

	public static List<String> byPermissions() {
		if (!"root".equals(System.getProperty("user.name"))) {
			return List.of();
		}
		requireTool("setpriv");
		return List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all");
	}

	/** Skips a test where there is no such tool, unless CI=true demands it. */
	public static void requireTool(String name) {
		boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((path) -> Files.isExecutable(Path.of(path, name)));
		if ("true".equals(System.getenv("CI"))) {
			assertThat(there).as(name + " is installed, as CI=true demands").isTrue();
		}
		Assumptions.assumeTrue(there, name + " is not installed");
	}

}
