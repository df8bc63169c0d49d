package io.asyncappend.harness.reliability.system;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What of its own class path a process gives to a child. */
public final class ClassPath {

	private ClassPath() {
	}

	/**
	 * That of this process, without some of it.
	 * @param wanted which entries are kept
	 * @return the entries, in their order
	 */
	public static String of(Predicate<String> wanted) {
		return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
			.splitAsStream(System.getProperty("java.class.path"))
			.filter(wanted)
			.collect(Collectors.joining(File.pathSeparator));
	}

	/**
	 * All jars of a directory that the build of a module fills, beside its classes.
	 * @param module a class of the module
	 * @param name of the directory
	 * @return an entry for them
	 * @throws IllegalStateException if the directory is not there
	 */
	public static String built(Class<?> module, String name) {
		try {
			Path classes = Path.of(module.getProtectionDomain().getCodeSource().getLocation().toURI());
			Path directory = classes.resolveSibling(name);
			if (!Files.isDirectory(directory)) {
				throw new IllegalStateException("no libraries in " + directory + ", where the build puts them");
			}
			return directory + File.separator + "*";
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
