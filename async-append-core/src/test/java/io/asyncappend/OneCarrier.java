package io.asyncappend;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A JVM whose virtual threads share one carrier. As many virtual threads as others use an
 * appender while it is asynchronous, then synchronous, then changes all the time. Ends
 * with 0 if all of them end.
 */
final class OneCarrier {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final int THREADS = 12;

	private static final byte[] LINE = "a record that is read\n".getBytes(StandardCharsets.US_ASCII);

	/** What threads do, and wait for by that. */
	enum Use {

		ROOM(1000) {
			@Override
			void once(OneCarrier carrier, int thread, long n) {
				carrier.appender.append(new byte[200]);
			}
		},

		ROOM_FOR_DIFFERENT_SIZES(200) {
			@Override
			void once(OneCarrier carrier, int thread, long n) {
				carrier.appender.append(new byte[(thread % 3 == 0) ? 1000 : 1 + thread]);
			}
		},

		ROOM_BESIDE_THE_RING(100) {
			@Override
			void once(OneCarrier carrier, int thread, long n) {
				carrier.appender.append(new byte[(n % 7 == 0) ? 5000 : 100]);
			}
		},

		ROOM_WITHIN_A_LIMIT(200) {
			@Override
			Backpressure backpressure() {
				return Backpressure.block(LONG);
			}

			@Override
			void once(OneCarrier carrier, int thread, long n) {
				carrier.appender.append(new byte[200]);
			}
		},

		ROOM_THAT_IS_ASKED_FOR(200) {
			@Override
			Backpressure backpressure() {
				return Backpressure.drop();
			}

			@Override
			void once(OneCarrier carrier, int thread, long n) {
				byte[] record = new byte[200];
				while (((n % 2 == 0) ? carrier.appender.tryAppend(record)
						: carrier.appender.append(record)) == AsyncAppender.DROPPED) {
					Thread.yield();
				}
			}
		},

		FLUSH(50) {
			@Override
			void once(OneCarrier carrier, int thread, long n) {
				carrier.appender.append(new byte[200]);
				if (n % 2 == 0) {
					carrier.appender.flush();
				}
				else {
					carrier.appender.flush(LONG);
				}
			}
		},

		SYNC(20) {
			@Override
			void once(OneCarrier carrier, int thread, long n) {
				carrier.appender.append(new byte[200]);
				if (n % 2 == 0) {
					carrier.appender.sync();
				}
				else {
					carrier.appender.sync(LONG);
				}
			}
		},

		FUTURE(20) {
			@Override
			void once(OneCarrier carrier, int thread, long n) throws Exception {
				carrier.appender.appendDurably(new byte[200]).get();
				carrier.appender.appendDurably(new byte[200]).get(1, TimeUnit.MINUTES);
			}
		},

		REOPEN(20) {
			@Override
			void once(OneCarrier carrier, int thread, long n) {
				carrier.appender.append(new byte[200]);
				carrier.appender.reopen();
			}
		},

		ROTATE(20) {
			@Override
			void once(OneCarrier carrier, int thread, long n) {
				carrier.appender.append(new byte[200]);
				carrier.appender.rotate();
			}
		},

		SWITCH(50) {
			@Override
			void once(OneCarrier carrier, int thread, long n) {
				carrier.appender.append(new byte[200]);
				if (n % 3 == 0) {
					carrier.switchTo(n % 2 == 0);
				}
			}
		},

		READ(20) {
			@Override
			void once(OneCarrier carrier, int thread, long n) {
				try (LogReader reader = carrier.appender.reader().fromEnd().open()) {
					carrier.appender.append(LINE);
					if (reader.poll(LONG).isEmpty()) {
						throw new IllegalStateException("nothing to read within " + LONG);
					}
				}
			}
		},

		CURSOR(10) {
			@Override
			void once(OneCarrier carrier, int thread, long n) {
				LogCursor.Options options = new LogCursor.Options(LogCursor.Start.NEWEST, Duration.ZERO);
				try (LogCursor cursor = carrier.appender.cursor("of-" + thread, options)) {
					carrier.appender.appendDurably(LINE);
					List<LogEntry> entries = cursor.poll(10, LONG);
					cursor.acknowledge(entries.get(entries.size() - 1).end());
				}
			}
		},

		INTERRUPTED(200) {
			@Override
			void once(OneCarrier carrier, int thread, long n) {
				if (n % 2 == 0) {
					Thread.currentThread().interrupt();
				}
				try {
					carrier.appender.append(new byte[200]);
				}
				catch (AppendInterruptedException ex) {
					// As asked for.
				}
				finally {
					Thread.interrupted();
				}
			}
		},

		CLOSE(10) {
			@Override
			void once(OneCarrier carrier, int thread, long n) {
				String name = "own-" + thread;
				AsyncAppender own = carrier.factory.open(name, carrier.directory.resolve(name), carrier.options(this));
				own.append(new byte[200]);
				carrier.appender.append(new byte[200]);
				own.close();
			}
		},

		CLOSE_OF_A_FACTORY(10) {
			@Override
			void once(OneCarrier carrier, int thread, long n) {
				try (AsyncAppendFactory own = AsyncAppendFactory.builder().enabled(n % 2 == 0).build()) {
					own.open("own", carrier.directory.resolve("own-" + thread)).append(new byte[200]);
				}
			}
		};

		/** How often it is done between two switches, by all together. */
		private final int often;

		Use(int often) {
			this.often = often;
		}

		Backpressure backpressure() {
			return Backpressure.block();
		}

		abstract void once(OneCarrier carrier, int thread, long n) throws Exception;

	}

	private final Use use;

	private final Path directory;

	private final AsyncAppendFactory factory = AsyncAppendFactory.create();

	private final AsyncAppender appender;

	private final AtomicLong done = new AtomicLong();

	private volatile boolean ended;

	private volatile Throwable failure;

	private OneCarrier(Use use, Path directory) {
		this.use = use;
		this.directory = directory;
		this.appender = this.factory.open("shared", directory.resolve("shared"), options(use));
	}

	private AppenderOptions options(Use use) {
		return AppenderOptions.builder().bufferSize(1024).backpressure(use.backpressure()).build();
	}

	public static void main(String[] arguments) throws Exception {
		OneCarrier carrier = new OneCarrier(Use.valueOf(arguments[1]), Path.of(arguments[0]));
		// Off the threads that may hang.
		Thread main = new Thread(carrier::run, "main of the test");
		main.setDaemon(true);
		List<Thread> all = new ArrayList<>(List.of(main));
		for (int i = 0; i < THREADS; i++) {
			all.add(start(carrier.worker(i), i % 2 == 0));
		}
		main.start();
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		int hung = 0;
		for (Thread thread : all) {
			TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, end - System.nanoTime()));
			if (thread.isAlive()) {
				hung++;
				System.out.println("hangs: " + thread + " in " + Arrays.toString(thread.getStackTrace()));
			}
		}
		if (carrier.failure != null) {
			carrier.failure.printStackTrace(System.out);
		}
		System.out.println(carrier.done + " uses, " + carrier.appender.status());
		Runtime.getRuntime().halt((hung > 0 || carrier.failure != null) ? 1 : 0);
	}

	private static Thread start(Runnable work, boolean virtual) throws ReflectiveOperationException {
		if (virtual) {
			// Java 17, which this is compiled for, has none.
			return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
		}
		Thread thread = new Thread(work, "platform");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private Runnable worker(int thread) {
		return () -> {
			try {
				for (long n = 0; !this.ended; n++) {
					this.use.once(this, thread, n);
					this.done.incrementAndGet();
				}
			}
			catch (Throwable ex) {
				this.failure = ex;
			}
		};
	}

	private void run() {
		awaitUses(3);
		this.factory.disable();
		awaitUses(3);
		for (int i = 0; i < 40; i++) {
			switchTo(i % 2 == 0);
			awaitUses(1);
		}
		this.ended = true;
		this.factory.flush();
	}

	private void switchTo(boolean enabled) {
		if (enabled) {
			this.factory.enable();
		}
		else {
			this.factory.disable();
		}
	}

	private void awaitUses(int times) {
		long before = this.done.get();
		while (this.done.get() - before < (long) times * this.use.often && this.failure == null) {
			Thread.onSpinWait();
		}
	}

}
