package io.asyncappend.harness.reliability.driver;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderFailedException;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.harness.reliability.verify.AckTable;
import io.asyncappend.harness.reliability.verify.RecordFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An appender with a factory of its own, and its producers. What a producer is told is
 * given away once for each producer and message, as
 * {@code told NAME PRODUCER MESSAGE @NANOS}.
 */
public final class Session implements AutoCloseable {

	private interface Operation {

		void run() throws Exception;

	}

	private final String name;

	private final Consumer<String> events;

	private final Set<String> told = ConcurrentHashMap.newKeySet();

	private final AsyncAppendFactory factory;

	private final FileChannel channel;

	private final AsyncAppender appender;

	private final AckTable acks;

	private final List<Thread> producers = new ArrayList<>();

	private volatile boolean stopping;

	/**
	 * Opens the appender and starts the producers.
	 * @param name of the appender
	 * @param plan what to do
	 * @param events takes what is told, from any thread
	 * @param listeners of the factory
	 * @throws IOException if the acknowledgements cannot be noted, or the file cannot be
	 * opened
	 */
	public Session(String name, Plan plan, Consumer<String> events, AppendListener... listeners) throws IOException {
		this.name = name;
		this.events = events;
		int count = (int) plan.number("producers", 8);
		this.acks = new AckTable(plan.path("acks"), count);
		AsyncAppendFactory.Builder builder = AsyncAppendFactory.builder().enabled(plan.flag("enabled", true));
		List.of(listeners).forEach(builder::listener);
		this.factory = builder.build();
		if (plan.flag("borrowed", false)) {
			this.channel = FileChannel.open(plan.path("file"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
			this.appender = this.factory.create(name, this.channel, plan.options());
		}
		else {
			this.channel = null;
			this.appender = this.factory.open(name, plan.path("file"), plan.options());
		}
		for (int i = 0; i < count; i++) {
			Thread thread = new Thread(new Producer(this, plan, this.acks, i), name + "-" + i);
			thread.setDaemon(true);
			this.producers.add(thread);
		}
		this.producers.forEach(Thread::start);
	}

	/**
	 * The appender.
	 * @return the appender
	 */
	public AsyncAppender appender() {
		return this.appender;
	}

	/**
	 * Its factory.
	 * @return the factory
	 */
	public AsyncAppendFactory factory() {
		return this.factory;
	}

	/**
	 * The threads of the producers.
	 * @return the threads
	 */
	public List<Thread> producers() {
		return List.copyOf(this.producers);
	}

	boolean isStopping() {
		return this.stopping;
	}

	void told(int producer, Throwable ex) {
		if (this.told.add(producer + ex.toString())) {
			this.events.accept("told " + this.name + " " + producer + " " + line(ex) + " @" + System.nanoTime());
		}
	}

	/** An exception and its causes in one line. */
	static String line(Throwable ex) {
		StringBuilder text = new StringBuilder();
		for (Throwable next = ex; next != null; next = next.getCause()) {
			text.append((text.length() > 0) ? " <- " : "").append(next.toString().replace('\n', ' '));
		}
		return text.toString();
	}

	/**
	 * Tries everything that may acknowledge something.
	 * @param times how often
	 * @return what did not fail as it should on a failed appender
	 */
	public List<String> insist(int times) {
		byte[] record = RecordFormat.record(0xffff, 0, RecordFormat.MIN_LENGTH);
		Map<String, Operation> operations = Map.of("append", () -> this.appender.append(record), "flush",
				this.appender::flush, "sync", this.appender::sync, "sync with a limit",
				() -> this.appender.sync(Duration.ofSeconds(1)), "appendDurably",
				() -> this.appender.appendDurably(record).get(1, TimeUnit.SECONDS), "stream",
				() -> insistOnStream(record));
		List<String> worked = new ArrayList<>();
		for (int i = 0; i < times; i++) {
			operations.forEach((operation, call) -> {
				try {
					call.run();
					worked.add(operation + " returned");
				}
				catch (AppenderFailedException ex) {
					// As it should be.
				}
				catch (Exception ex) {
					if (!(ex.getCause() instanceof AppenderFailedException)) {
						worked.add(operation + " ended with " + line(ex));
					}
				}
			});
		}
		return worked;
	}

	private void insistOnStream(byte[] record) throws IOException {
		try (OutputStream stream = this.appender.asOutputStream()) {
			stream.write(record);
			stream.flush();
		}
	}

	/**
	 * Lets the producers end and waits for them.
	 * @throws InterruptedException if interrupted
	 */
	public void stop() throws InterruptedException {
		this.stopping = true;
		await();
	}

	/**
	 * Waits until the producers have appended all that they are to, or cannot go on.
	 * @throws InterruptedException if interrupted
	 */
	public void await() throws InterruptedException {
		for (Thread thread : this.producers) {
			thread.join();
		}
	}

	/** Closes the appender, then what belongs to it; throws what the appender throws. */
	@Override
	public void close() throws IOException {
		this.stopping = true;
		try {
			this.appender.close();
		}
		finally {
			this.factory.close();
			this.acks.close();
			if (this.channel != null) {
				this.channel.close();
			}
		}
	}

}
