package io.asyncappend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Uses an appender for the first time while classes cannot be loaded; whatever a call
 * throws, it returns, and so does who waits. Loaded by a class loader of its own.
 */
final class FirstUses implements Callable<Object> {

	private final Path file;

	private final Runnable opened;

	private final List<CompletableFuture<Long>> futures = new ArrayList<>();

	private final boolean failing;

	FirstUses(Path file, boolean failing, Runnable opened) {
		this.file = file;
		this.failing = failing;
		this.opened = opened;
	}

	@Override
	public Object call() {
		AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(new AppendListener() {
			@Override
			public void onSync(AsyncAppender appender, long nanos) {
				if (FirstUses.this.failing) {
					throw new IllegalStateException("a listener that fails");
				}
			}
		}).build();
		AsyncAppender appender = factory.open("log", this.file,
				AppenderOptions.builder().writeRetry(Duration.ofMillis(1)).build());
		this.opened.run();
		attempt(() -> appender.append(new byte[10]));
		attempt(() -> this.futures.add(appender.appendDurably(new byte[10])));
		attempt(appender::flush);
		attempt(() -> this.futures.add(appender.appendDurably(new byte[10])));
		attempt(appender::sync);
		attempt(() -> appender.sync(Duration.ofMinutes(1)));
		attempt(factory::disable);
		attempt(() -> appender.append(new byte[10]));
		attempt(() -> this.futures.add(appender.appendDurably(new byte[10])));
		attempt(factory::enable);
		attempt(appender::reopen);
		attempt(appender::rotate);
		attempt(() -> this.futures.add(appender.appendDurably(new byte[10])));
		this.futures.forEach((future) -> attempt(future::join));
		attempt(appender::close);
		attempt(factory::close);
		return appender.status();
	}

	/** A class that cannot be loaded for want of memory can be later. */
	private static void attempt(Runnable call) {
		try {
			call.run();
		}
		catch (AppendException | CompletionException | OutOfMemoryError ex) {
			// The caller knows.
		}
	}

}
