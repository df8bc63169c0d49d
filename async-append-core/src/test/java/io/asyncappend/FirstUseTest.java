package io.asyncappend;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A full heap keeps a class from being loaded when it is first needed. Whichever class it
 * is, nothing waits for ever for an appender that met that.
 */
class FirstUseTest {

	private static final long LIMIT = 20_000;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@Timeout(300)
	void aClassThatCannotBeLoadedAtFirstLeavesNoThreadWaiting(boolean failing) throws Exception {
		int failed = 0;
		boolean more = true;
		for (int number = 1; more; number++) {
			try (Starved loader = new Starved(number)) {
				run(loader, this.directory.resolve("log-" + number), failing);
				more = loader.failed != null;
				failed += more ? 1 : 0;
			}
		}
		assertThat(failed).isPositive();
	}

	private static void run(Starved loader, Path file, boolean failing) throws Exception {
		AtomicReference<Object> outcome = new AtomicReference<>();
		var constructor = loader.loadClass(FirstUses.class.getName())
			.getDeclaredConstructor(Path.class, boolean.class, Runnable.class);
		constructor.setAccessible(true);
		Callable<?> uses = (Callable<?>) constructor.newInstance(file, failing, (Runnable) loader::starve);
		Thread thread = new Thread(() -> {
			try {
				outcome.set(uses.call());
			}
			catch (Throwable ex) {
				outcome.set(ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
		thread.join(LIMIT);
		assertThat(thread.isAlive()).as("waits, as %s could not be loaded", loader.failed).isFalse();
		assertThat(outcome.get()).as("without %s", loader.failed).isNotInstanceOf(Throwable.class);
	}

	/** Does not load one class at its first use, after a moment. */
	private static final class Starved extends URLClassLoader {

		static {
			ClassLoader.registerAsParallelCapable();
		}

		private final int number;

		private int seen;

		private boolean starved;

		volatile String failed;

		Starved(int number) {
			super(Stream.of(AsyncAppendFactory.class, FirstUses.class)
				.map((type) -> type.getProtectionDomain().getCodeSource().getLocation())
				.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
			this.number = number;
		}

		synchronized void starve() {
			this.starved = true;
		}

		@Override
		protected Class<?> findClass(String name) throws ClassNotFoundException {
			if (!name.startsWith(FirstUses.class.getName())) {
				fail(name);
			}
			return super.findClass(name);
		}

		private synchronized void fail(String name) {
			if (this.starved && ++this.seen == this.number) {
				this.failed = name;
				throw new OutOfMemoryError("no room for " + name);
			}
		}

	}

}
