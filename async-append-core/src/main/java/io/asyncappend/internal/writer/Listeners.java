package io.asyncappend.internal.writer;

import io.asyncappend.AppendListener;
import java.util.List;
import java.util.function.Consumer;

/**
 * The listeners of an appender, those that there are when something happens, told in
 * their order. Thread-safe.
 */
public final class Listeners {

	private volatile List<AppendListener> all;

	/**
	 * Creates the listeners.
	 * @param all in the order in which they are told; does not change
	 */
	public Listeners(List<AppendListener> all) {
		this.all = all;
	}

	/**
	 * The listeners there are now.
	 * @return them, in their order
	 */
	public List<AppendListener> all() {
		return this.all;
	}

	/**
	 * From now on others are told.
	 * @param all in the order in which they are told; does not change
	 */
	public void set(List<AppendListener> all) {
		this.all = all;
	}

	/**
	 * Tells each of them. What one throws keeps nothing from the others.
	 * @param event calls a listener
	 * @throws RuntimeException the first that one has thrown, with the others suppressed;
	 * or an {@link Error}
	 */
	public void each(Consumer<AppendListener> event) {
		Throwable first = null;
		List<AppendListener> told = this.all;
		for (int i = 0; i < told.size(); i++) {
			try {
				event.accept(told.get(i));
			}
			catch (RuntimeException | Error ex) {
				if (first == null) {
					first = ex;
				}
				else if (first != ex) {
					first.addSuppressed(ex);
				}
			}
		}
		if (first instanceof Error error) {
			throw error;
		}
		if (first instanceof RuntimeException exception) {
			throw exception;
		}
	}

}
