package io.asyncappend.internal.concurrent;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;

/**
 * Makes threads that have nothing of the thread that happens to make them, which may be
 * of an application that ends before them: neither its context class loader and
 * inheritable thread locals, nor its thread group, nor, before Java 24, the protection
 * domains of all code on its stack ({@code Thread} keeps them for a security manager,
 * with the class loaders that they come from).
 */
public final class DetachedThreads implements PrivilegedAction<Thread>, ThreadFactory {

	private final String name;

	/** {@code null} for what makes threads. */
	private final Runnable work;

	private DetachedThreads(String name, Runnable work) {
		this.name = name;
		this.work = work;
	}

	/**
	 * Makes a daemon thread, to be started.
	 * @param name its name
	 * @param work what it runs
	 * @return the thread
	 */
	public static Thread thread(String name, Runnable work) {
		Thread thread = make(new DetachedThreads(name, work));
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Makes such threads of one name.
	 * @param name their name
	 * @return what makes them
	 */
	public static ThreadFactory named(String name) {
		return new DetachedThreads(name, null);
	}

	@Override
	public Thread newThread(Runnable work) {
		return thread(this.name, work);
	}

	@Override
	public Thread run() {
		return new Thread(group(), this.work, this.name, 0, false);
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
