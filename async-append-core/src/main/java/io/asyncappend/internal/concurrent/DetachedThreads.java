package io.asyncappend.internal.concurrent;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Makes threads that have nothing of the thread that happens to make them, which may be
 * of an application that ends before them: neither its context class loader and
 * inheritable thread locals, nor its thread group, nor, before Java 24, the protection
 * domains of all code on its stack ({@code Thread} keeps them for a security manager,
 * with the class loaders that they come from).
 */
public final class DetachedThreads {

	private DetachedThreads() {
	}

	/**
	 * Makes a daemon thread, to be started.
	 * @param name its name
	 * @param work what it runs
	 * @return the thread
	 */
	public static Thread thread(String name, Runnable work) {
		Thread thread = make(() -> new Thread(group(), work, name, 0, false));
		thread.setDaemon(true);
		return thread;
	}

	/** Makes a thread whose constructor passes {@link #group()} on. */
	@SuppressWarnings("removal")
	public static <T extends Thread> T make(PrivilegedAction<T> constructor) {
		T thread;
		try {
			thread = AccessController.doPrivileged(constructor);
		}
		catch (NoClassDefFoundError ex) {
			// A JDK without it has nothing to hand down either.
			thread = constructor.run();
		}
		thread.setContextClassLoader(DetachedThreads.class.getClassLoader());
		return thread;
	}

	/**
	 * The group of the JVM's own threads, which is always there: before Java 19 no thread
	 * can be started in a group that is destroyed.
	 */
	public static ThreadGroup group() {
		ThreadGroup group = Thread.currentThread().getThreadGroup();
		for (ThreadGroup parent = group.getParent(); parent != null; parent = group.getParent()) {
			group = parent;
		}
		return group;
	}

}
