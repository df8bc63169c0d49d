package io.asyncappend.harness.reliability.system;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A library that a process loads before libc, so that its functions come first. It is
 * compiled where it is used.
 *
 * @param path of the library
 */
record PreloadedLibrary(Path path) {

	/**
	 * Compiles it.
	 * @param directory takes it
	 * @param name of its source, which is beside this class, without its suffix
	 * @param warnings the compiler's option for them
	 * @param libraries options that name those that it needs
	 * @return the library
	 * @throws IOException if that cannot be done
	 */
	static PreloadedLibrary compile(Path directory, String name, String warnings, String... libraries)
			throws IOException {
		Path source = directory.resolve(name + ".c");
		try (InputStream in = PreloadedLibrary.class.getResourceAsStream(name + ".c")) {
			Files.copy(in, source);
		}
		Path library = directory.resolve("lib" + name + ".so");
		List<String> command = new ArrayList<>(
				List.of("gcc", "-shared", "-fPIC", "-O1", warnings, "-o", library.toString(), source.toString()));
		command.addAll(List.of(libraries));
		Shell.run(command.toArray(String[]::new));
		return new PreloadedLibrary(library);
	}

	/** Has a child load it. */
	Child.Builder into(Child.Builder child) {
		return child.environment("LD_PRELOAD", this.path.toString());
	}

}
