package io.asyncappend.internal.concurrent;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Tells virtual threads, which Java 17 does not have, from others: a force holds on to
 * the thread that carries them.
 */
public final class VirtualThreads {

	private static final MethodHandle IS_VIRTUAL = find();

	private VirtualThreads() {
	}

	private static MethodHandle find() {
		try {
			return MethodHandles.publicLookup()
				.findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
		}
		catch (NoSuchMethodException | IllegalAccessException ex) {
			return null;
		}
	}

	/**
	 * Whether the current thread is a virtual one.
	 * @return whether it is
	 */
	public static boolean isCurrent() {
		try {
			return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
		}
		catch (Throwable ex) {
			return false;
		}
	}

}
