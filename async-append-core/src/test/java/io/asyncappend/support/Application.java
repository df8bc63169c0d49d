package io.asyncappend.support;

import io.asyncappend.AppendException;
import io.asyncappend.AppendListener;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Rotation;
import io.asyncappend.SyncPolicy;
import io.asyncappend.internal.appender.FileAppenderFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/** Uses the library and ends; loaded by a class loader that ends with it. */
public final class Application implements Callable<Object> {

	/** How it uses the library. */
	public enum Way {

		CLOSED_FACTORY {
			@Override
			void run(Application application) throws Exception {
				try (FileAppenderFactory factory = application.factory()) {
					application.use(factory, "file");
					application.use(factory, "another");
				}
			}
		},

		CLOSED_APPENDERS {
			@Override
			void run(Application application) throws Exception {
				FileAppenderFactory factory = application.factory();
				application.use(factory, "file").close();
				// Its threads know of no close, and end when they are bored.
				until(() -> factory.threads() == 0);
			}
		},

		FAILED_OPEN {
			@Override
			void run(Application application) throws Exception {
				FileAppenderFactory factory = application.factory();
				application.use(factory, "file").close();
				try {
					factory.open("file", application.directory);
					throw new AssertionError("opened a directory");
				}
				catch (AppendException ex) {
					// As it should be.
				}
				until(() -> factory.threads() == 0);
			}
		},

		CLOSED_BY_A_LISTENER {
			@Override
			void run(Application application) throws Exception {
				FileAppenderFactory[] factory = new FileAppenderFactory[1];
				factory[0] = new FileAppenderFactory.Builder().listener(new AppendListener() {
					@Override
					public void onSync(AsyncAppender appender, long nanos) {
						factory[0].close();
					}
				}).build();
				AsyncAppender appender = factory[0].open("file", application.directory.resolve("file"));
				appender.appendDurably(new byte[1]);
				until(() -> factory[0].threads() == 0);
				until(() -> appender.status().state() == AppenderStatus.State.CLOSED);
				factory[0].close();
			}
		},

		BORROWED_FACTORY {
			@Override
			void run(Application application) throws Exception {
				application.use((FileAppenderFactory) application.shared, "file").close();
			}
		};

		abstract void run(Application application) throws Exception;

	}

	private static final InheritableThreadLocal<Object> INHERITED = new InheritableThreadLocal<>();

	private final String way;

	private final Path directory;

	private final Object shared;

	public Application(String way, Path directory, Object shared) {
		this.way = way;
		this.directory = directory;
		this.shared = shared;
	}

	@Override
	public Object call() throws Exception {
		INHERITED.set(this);
		Files.createDirectories(this.directory);
		Way.valueOf(this.way).run(this);
		return null;
	}

	/** Its class loader has nothing but the library. */
	private static void until(BooleanSupplier condition) {
		while (!condition.getAsBoolean()) {
			Thread.yield();
		}
	}

	private FileAppenderFactory factory() {
		return new FileAppenderFactory.Builder().listener(new AppendListener() {
		}).build();
	}

	/** As much of it as there is. */
	private AsyncAppender use(FileAppenderFactory factory, String name) throws Exception {
		Path file = this.directory.resolve(name);
		AsyncAppender appender = factory.open(name, file,
				AppenderOptions.builder()
					.minFree(1)
					.sync(SyncPolicy.every(Duration.ofDays(1)))
					.rotation(Rotation.builder().maxSize(100).compress(true).build())
					.build());
		appender.append(new byte[60]);
		appender.append(new byte[60]);
		appender.appendDurably(new byte[60]).thenApply((position) -> this).get();
		factory.disable();
		appender.append(new byte[60]);
		factory.enable();
		appender.asOutputStream().write(1);
		appender.rotate();
		appender.append(new byte[1]);
		appender.sync(Duration.ofMinutes(1));
		try (FileChannel channel = FileChannel.open(this.directory.resolve(name + "-lent"), StandardOpenOption.CREATE,
				StandardOpenOption.APPEND)) {
			AsyncAppender borrowing = factory.create(name + "-lent", channel);
			borrowing.append(new byte[1]);
			borrowing.flush(Duration.ofMinutes(1));
			borrowing.close();
		}
		return appender;
	}

}
