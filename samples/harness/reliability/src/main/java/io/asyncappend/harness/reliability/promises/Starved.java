package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendException;
import io.asyncappend.AppendListener;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.harness.reliability.driver.Plan;
import io.asyncappend.harness.reliability.verify.AckTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A process whose heap is full again and again while its appender works. Then there is
 * room, and it says what has become of the appender and how many calls still wait.
 */
final class Starved {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final int PRODUCERS = 4;

	private final List<StarvedProducer> producers = new ArrayList<>();

	private final List<String> hung = new ArrayList<>();

	private Starved() {
	}

	/**
	 * Starves once.
	 * @param args a plan: {@code file}, {@code acks}, {@code enabled}, {@code seed},
	 * {@code storms}, {@code listener}
	 * @throws Exception if it could not begin
	 */
	public static void main(String[] args) throws Exception {
		String said = new Starved().run(new Plan(args));
		System.out.println(said);
		System.out.flush();
		Runtime.getRuntime().halt(0);
	}

	private String run(Plan plan) throws Exception {
		AtomicBoolean ending = new AtomicBoolean();
		AsyncAppendFactory factory = AsyncAppendFactory.builder()
			.enabled(Boolean.parseBoolean(plan.text("enabled", "true")))
			.listener(listener(plan.text("listener", "quiet")))
			.build();
		AckTable acks = new AckTable(Path.of(plan.text("acks", null)), PRODUCERS);
		AsyncAppender appender = factory.open("log", Path.of(plan.text("file", null)),
				AppenderOptions.builder().bufferSize(1 << 20).build());
		for (int i = 0; i < PRODUCERS; i++) {
			StarvedProducer producer = new StarvedProducer(appender, acks, i, ending);
			this.producers.add(producer);
			producer.start();
		}
		// All code has run once, so that no class is first loaded in the storm.
		TimeUnit.MILLISECONDS.sleep(200);
		new Storm(Long.parseLong(plan.text("seed", "1"))).rage(Integer.parseInt(plan.text("storms", "10")));
		ending.set(true);
		for (StarvedProducer producer : this.producers) {
			within("producer " + producer.number() + " in " + producer.step(), producer::join);
		}
		within("flush", appender::flush);
		within("append", () -> appender.append(new byte[0], 0, 0));
		within("sync", appender::sync);
		within("future", () -> awaitFutures());
		AppenderStatus status = appender.status();
		within("close", appender::close);
		for (StarvedProducer producer : this.producers) {
			producer.noteUnknown();
		}
		acks.close();
		return "starved state=" + status.state() + " accepted=" + status.records().accepted() + " failed="
				+ this.producers.stream().mapToInt(StarvedProducer::unknown).sum() + " hung=" + this.hung + " cause="
				+ status.trouble().failure().map(Throwable::toString).orElse("none");
	}

	private void awaitFutures() throws InterruptedException {
		for (StarvedProducer producer : this.producers) {
			producer.awaitFutures();
		}
	}

	/** Whatever it throws; only that it ends in time counts. */
	private void within(String what, Task task) throws InterruptedException {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (AppendException | IllegalArgumentException ex) {
				// Told, which is all that is asked.
			}
			catch (Exception ex) {
				System.out.println(what + " ended with " + ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
		thread.join(LIMIT.toMillis());
		if (thread.isAlive()) {
			this.hung.add(what);
		}
	}

	private static AppendListener listener(String kind) {
		if (kind.equals("quiet")) {
			return new AppendListener() {
			};
		}
		return new AppendListener() {

			private volatile byte[] garbage;

			@Override
			public void onWrite(AsyncAppender appender, long bytes, long nanos) {
				this.garbage = new byte[4096];
			}

			@Override
			public void onSync(AsyncAppender appender, long nanos) {
				this.garbage = new byte[this.garbage.length * 2];
			}

		};
	}

	private interface Task {

		void run() throws Exception;

	}

}
