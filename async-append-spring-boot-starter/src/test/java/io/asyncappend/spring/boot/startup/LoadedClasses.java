package io.asyncappend.spring.boot.startup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.asyncappend.spring.boot.testing.ChildJvm;

/**
 * The classes that a JVM has loaded until Spring Boot says that the application has
 * started, in their order: those of the JDK, and hidden ones (of lambdas), among them.
 *
 * @param names without what differs from JVM to JVM
 */
record LoadedClasses(List<String> names) {

	private static final Pattern LOADED = Pattern.compile("\\[class,load\\] (\\S+) source: ");

	/** Addresses of hidden classes, and numbers of those that the JDK makes. */
	private static final Pattern NUMBERS = Pattern
		.compile("/0x[0-9a-f]+|(?<=Lambda|Proxy|Accessor)\\$?\\d+|(?<=LambdaForm\\$(?:BMH|DMH|MH|VH))\\d*");

	private static final String STARTED = "Started " + WebApplication.class.getSimpleName();

	/** Starts the application with the entries of the class path whose name will do. */
	static LoadedClasses of(Predicate<String> classPath, String... arguments) throws IOException, InterruptedException {
		String output;
		try (ChildJvm child = ChildJvm.startWith("-Xlog:class+load:stdout", classPath, WebApplication.class,
				arguments)) {
			output = child.readAll();
		}
		int started = output.indexOf(STARTED);
		if (started < 0) {
			throw new AssertionError(
					"did not start: " + output.lines().filter((line) -> !LOADED.matcher(line).find()).toList());
		}
		List<String> names = new ArrayList<>();
		Matcher loaded = LOADED.matcher(output.substring(0, started));
		while (loaded.find()) {
			if (!ofMethodHandles(loaded.group(1))) {
				names.add(NUMBERS.matcher(loaded.group(1)).replaceAll(""));
			}
		}
		return new LoadedClasses(List.copyOf(names));
	}

	/**
	 * Since Java 18 reflection is made of method handles, whose forms are classes too: as
	 * many as there are calls that have become hot, which is another number each time.
	 */
	private static boolean ofMethodHandles(String name) {
		return Runtime.version().feature() >= 18 && name.startsWith("java.lang.invoke.LambdaForm");
	}

	/** How many more these are. */
	int more(LoadedClasses others) {
		return this.names.size() - others.names.size();
	}

	/** Those that the others do not have, or not as often. */
	List<String> without(LoadedClasses others) {
		List<String> left = new ArrayList<>(this.names);
		others.names.forEach(left::remove);
		return left;
	}

}
