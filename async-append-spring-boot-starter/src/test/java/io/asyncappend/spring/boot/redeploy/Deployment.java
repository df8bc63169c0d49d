package io.asyncappend.spring.boot.redeploy;

import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** An application in a class loader of its own, as long as that is reachable. */
final class Deployment {

	private final WeakReference<ClassLoader> reachable;

	private @Nullable URLClassLoader loader;

	private @Nullable AutoCloseable running;

	private @Nullable Throwable failure;

	Deployment(Layout layout, String server, String... arguments) throws InterruptedException {
		URLClassLoader created = layout.loader();
		this.loader = created;
		this.reachable = new WeakReference<>(created);
		run(() -> this.running = application(created, server, arguments).call());
	}

	@SuppressWarnings("unchecked")
	private static Callable<AutoCloseable> application(ClassLoader loader, String server, String... arguments)
			throws ReflectiveOperationException {
		Constructor<?> constructor = loader.loadClass(RedeployedApplication.class.getName())
			.getDeclaredConstructor(String.class, String[].class);
		constructor.setAccessible(true);
		return (Callable<AutoCloseable>) constructor.newInstance(server, arguments);
	}

	/** On a thread that ends with it, as one of a server's pool would be cleared. */
	private void run(Callable<?> action) throws InterruptedException {
		Thread thread = new Thread(() -> {
			try {
				action.call();
			}
			catch (Throwable ex) {
				this.failure = (ex instanceof InvocationTargetException target) ? target.getCause() : ex;
			}
		});
		thread.setContextClassLoader(this.loader);
		thread.start();
		thread.join();
	}

	/** Why it did not start, or not end, as text. */
	@Nullable String failure() {
		Throwable thrown = this.failure;
		return (thrown != null) ? thrown.toString() : null;
	}

	void end() throws Exception {
		AutoCloseable started = this.running;
		if (started != null) {
			run(() -> {
				started.close();
				return null;
			});
		}
		this.running = null;
		URLClassLoader open = this.loader;
		if (open != null) {
			open.close();
		}
		this.loader = null;
	}

	/** Whether nothing refers to it any more, once it has ended. */
	boolean isCollected() {
		this.failure = null;
		try {
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
				System.gc();
				return this.reachable.get() == null;
			});
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

}
