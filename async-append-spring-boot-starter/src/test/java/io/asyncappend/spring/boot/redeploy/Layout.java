package io.asyncappend.spring.boot.redeploy;

import java.io.File;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;

/** What an application's class loader has, and what its parent has for all of them. */
enum Layout {

	/** Spring, Logback and the servers are the parent's. */
	STARTER_IN_THE_APPLICATION((name) -> name.startsWith("io.asyncappend.")),

	/** All libraries are the parent's, as with Spring Boot's development tools. */
	STARTER_IN_THE_PARENT((name) -> name.startsWith(RedeployedApplication.class.getName()));

	private final Predicate<String> own;

	Layout(Predicate<String> own) {
		this.own = own;
	}

	/**
	 * Before Java 19 a method handle that all records share keeps the last type whose
	 * {@code equals} was linked; has it keep another one.
	 */
	void linkAnotherRecord() throws ReflectiveOperationException {
		Constructor<?> constructor = loader().loadClass(RedeployedApplication.Order.class.getName())
			.getDeclaredConstructor(long.class);
		constructor.setAccessible(true);
		if (!constructor.newInstance(1).equals(constructor.newInstance(1))) {
			throw new AssertionError("orders of one number differ");
		}
	}

	URLClassLoader loader() {
		URL[] classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(Layout::url)
			.toArray(URL[]::new);
		return new Own(classPath, Layout.class.getClassLoader(), this.own);
	}

	private static URL url(String entry) {
		try {
			return Path.of(entry).toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Loads what it may by itself, whatever its parent has. */
	private static final class Own extends URLClassLoader {

		private final Predicate<String> own;

		Own(URL[] classPath, ClassLoader parent, Predicate<String> own) {
			super(classPath, parent);
			this.own = own;
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				if (loaded == null && this.own.test(name) && findResource(name.replace('.', '/') + ".class") != null) {
					loaded = findClass(name);
				}
				return (loaded != null) ? loaded : super.loadClass(name, resolve);
			}
		}

	}

}
