package io.asyncappend.spring.boot.logging.sink;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The thread that writes the last lines, which may hang for longer than the application
 * whose line it is exists.
 */
class TimedWriteTests {

	private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

	@Test
	void theThreadHasNothingOfTheOneThatLogs() throws Exception {
		AtomicReference<Thread> found = new AtomicReference<>();
		AtomicReference<ClassLoader> loader = new AtomicReference<>();
		AtomicReference<ThreadGroup> group = new AtomicReference<>();
		AtomicReference<String> inherited = new AtomicReference<>();
		TimedWrite write = new TimedWrite(List.of(), Duration.ofSeconds(30), (one) -> {
			Thread current = Thread.currentThread();
			found.set(current);
			loader.set(current.getContextClassLoader());
			group.set(current.getThreadGroup());
			inherited.set(INHERITED.get());
			one.wrote(7);
		});
		ThreadGroup own = new ThreadGroup("of the application");
		try (URLClassLoader ofTheApplication = new URLClassLoader(new URL[0])) {
			FutureTask<Long> logging = new FutureTask<>(() -> {
				INHERITED.set("of the application");
				return write.write();
			});
			Thread thread = new Thread(own, logging);
			thread.setContextClassLoader(ofTheApplication);
			thread.start();
			assertThat(logging.get()).isEqualTo(7);
		}
		assertThat(found.get().isDaemon()).isTrue();
		assertThat(loader.get()).isSameAs(TimedWrite.class.getClassLoader());
		assertThat(group.get().getParent()).isNull();
		assertThat(inherited.get()).isNull();
	}

}
