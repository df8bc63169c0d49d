package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.support.Application;
import io.asyncappend.support.Child;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that ends in a JVM that goes on leaves nothing: no hook, no thread, and
 * nothing that keeps its class loader.
 */
@Timeout(120)
class RedeployTest {

	private static final Set<Application.Way> ENDS_WITH_A_CLOSE = EnumSet.of(Application.Way.CLOSED_FACTORY,
			Application.Way.CLOSED_BY_A_LISTENER);

	@TempDir
	private Path directory;

	/** The library is the application's own. */
	@ParameterizedTest
	@EnumSource(value = Application.Way.class, names = "BORROWED_FACTORY", mode = EnumSource.Mode.EXCLUDE)
	void theClassLoaderOfTheLibraryIsCollected(Application.Way way) throws Exception {
		for (int i = 0; i < 3; i++) {
			Path own = this.directory.resolve("run-" + i);
			WeakReference<ClassLoader> loader = run(ClassLoader.getPlatformClassLoader(), (name) -> true, way, own,
					null);
			if (ENDS_WITH_A_CLOSE.contains(way)) {
				assertThat(threads()).isEmpty();
			}
			else {
				// A thread that ends by itself is not awaited to its last instruction.
				Faulty.await().until(() -> threads().isEmpty());
			}
			awaitCollected(loader);
			assertThat(own.resolve("file")).isNotEmptyFile();
		}
	}

	/**
	 * The library is the server's, and so is the factory, which stays open and in use.
	 */
	@Test
	void anApplicationIsCollectedThoughTheFactoryThatItUsedGoesOn() throws Exception {
		try (FileAppenderFactory shared = new FileAppenderFactory.Builder().build()) {
			WeakReference<ClassLoader> loader = run(RedeployTest.class.getClassLoader(),
					(name) -> name.startsWith(Application.class.getName()), Application.Way.BORROWED_FACTORY,
					this.directory, shared);
			AsyncAppender other = shared.open("other", this.directory.resolve("other"));
			Faulty.await().until(() -> {
				// So that the thread that served the application goes on.
				other.append(new byte[1]);
				System.gc();
				return loader.get() == null;
			});
			assertThat(shared.threads()).isPositive();
		}
	}

	private static WeakReference<ClassLoader> run(ClassLoader parent, Predicate<String> own, Application.Way way,
			Path directory, FileAppenderFactory shared) throws Exception {
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		WeakReference<ClassLoader> loader;
		try (URLClassLoader open = new ChildFirst(parent, own)) {
			loader = new WeakReference<>(open);
			Thread thread = new Thread(() -> {
				try {
					start(open, way, directory, shared).call();
				}
				catch (Throwable ex) {
					thrown.set(ex);
				}
			});
			thread.setContextClassLoader(open);
			thread.start();
			thread.join();
		}
		assertThat(thrown.get()).isNull();
		return loader;
	}

	@SuppressWarnings("unchecked")
	private static Callable<Object> start(ClassLoader loader, Application.Way way, Path directory, Object shared)
			throws ReflectiveOperationException {
		var constructor = loader.loadClass(Application.class.getName())
			.getDeclaredConstructor(String.class, Path.class, Object.class);
		constructor.setAccessible(true);
		return (Callable<Object>) constructor.newInstance(way.name(), directory, shared);
	}

	private static void awaitCollected(WeakReference<ClassLoader> loader) {
		Faulty.await().until(() -> {
			System.gc();
			return loader.get() == null;
		});
	}

	/** Those of factories that other tests have left may end later. */
	private static Set<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("async-append-"))
			.filter((thread) -> thread.getContextClassLoader() instanceof ChildFirst)
			.map(Thread::getName)
			.collect(Collectors.toSet());
	}

	@Test
	void hooksRunAfterTheThreadGroupOfTheFirstAppenderIsDestroyed() throws Exception {
		try (Child child = Child.start(LeavingItsGroup.class, this.directory.resolve("file"))) {
			List<String> output = child.readAll();
			assertThat(child.exitCode()).as(output.toString()).isZero();
			assertThat(output).hasSize(11).allMatch((line) -> line.equals("hook"));
			assertThat(this.directory.resolve("file")).hasSize(1);
		}
	}

	/** Opens an appender in a group that ends before the JVM does. */
	static final class LeavingItsGroup {

		@SuppressWarnings("removal")
		public static void main(String[] arguments) throws Exception {
			for (int i = 0; i < 11; i++) {
				Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
			}
			ThreadGroup group = new ThreadGroup("of a test runner");
			Thread thread = new Thread(group,
					() -> new FileAppenderFactory.Builder().build()
						.open("file", Path.of(arguments[0]))
						.append(new byte[1]));
			thread.start();
			thread.join();
			Faulty.await().until(() -> group.activeCount() == 0);
			group.destroy();
		}

	}

	@Test
	void aFactoryThatIsClosedInAHookIsNoHindrance() throws Exception {
		try (Child child = Child.start(ClosingInAHook.class, this.directory.resolve("file"))) {
			List<String> output = child.readAll();
			assertThat(child.exitCode()).as(output.toString()).isZero();
			assertThat(output).containsExactly("closed");
			assertThat(this.directory.resolve("file")).hasSize(2);
		}
	}

	/** Closes while the JVM exits, when a hook cannot be removed, and opens again. */
	static final class ClosingInAHook {

		public static void main(String[] arguments) {
			Path file = Path.of(arguments[0]);
			FileAppenderFactory factory = new FileAppenderFactory.Builder().build();
			factory.open("file", file).append(new byte[] { '\n' });
			Runtime.getRuntime().addShutdownHook(new Thread(() -> {
				factory.close();
				new FileAppenderFactory.Builder().build().open("file", file).append(new byte[] { '\n' });
				System.out.println("closed");
			}));
		}

	}

	/** Loads what it may by itself, whatever its parent has. */
	private static final class ChildFirst extends URLClassLoader {

		private final Predicate<String> own;

		ChildFirst(ClassLoader parent, Predicate<String> own) {
			super(Stream.of(FileAppenderFactory.class, RedeployTest.class).map(ChildFirst::source).toArray(URL[]::new),
					parent);
			this.own = own;
		}

		private static URL source(Class<?> type) {
			return type.getProtectionDomain().getCodeSource().getLocation();
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				if (loaded == null && this.own.test(name) && getResource(name.replace('.', '/') + ".class") != null
						&& name.startsWith("io.asyncappend.")) {
					loaded = findClass(name);
				}
				return (loaded != null) ? loaded : super.loadClass(name, resolve);
			}
		}

	}

}
