package io.asyncappend.harness.forwarding.fault;

import io.asyncappend.harness.forwarding.application.Spool;
import io.asyncappend.harness.forwarding.broker.Cluster;
import io.asyncappend.harness.forwarding.verify.Topic;
import io.asyncappend.harness.reliability.system.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Brokers, and applications that forward to a topic each. Not thread-safe. */
public final class Setting implements AutoCloseable {

	private final Cluster cluster;

	private final Scale scale;

	private final String name;

	private final boolean exactlyOnce;

	private final Scratch scratch = Scratch.create("applications");

	private final Random random = new Random(17);

	private int number;

	/**
	 * Of running brokers.
	 * @param cluster the brokers
	 * @param scale how long and how often
	 * @param name of the setting, for its topics
	 * @param exactlyOnce whether applications forward in transactions
	 * @throws IOException if there is no directory for the applications
	 */
	public Setting(Cluster cluster, Scale scale, String name, boolean exactlyOnce) throws IOException {
		this.cluster = cluster;
		this.scale = scale;
		this.name = name;
		this.exactlyOnce = exactlyOnce;
	}

	Cluster cluster() {
		return this.cluster;
	}

	Scale scale() {
		return this.scale;
	}

	Random random() {
		return this.random;
	}

	/** An application with a directory and a topic of its own, which does not run yet. */
	Spool spool() throws Exception {
		return spool(directory(), Map.of());
	}

	/** The same in another directory, with other properties. */
	Spool spool(Path directory, Map<String, String> more) throws Exception {
		String topic = this.name + "-" + ++this.number;
		this.cluster.createTopic(topic);
		Map<String, String> properties = new HashMap<>(this.cluster.clientProperties());
		properties.putAll(this.scale.client());
		properties.putAll(more);
		if (this.exactlyOnce) {
			properties.put("async-append.appenders.spool.forward.kafka.exactly-once", "true");
		}
		return new Spool(directory, notes(), topic, properties);
	}

	Path directory() throws IOException {
		return Files.createTempDirectory(this.scratch.path(), "log");
	}

	Path notes() throws IOException {
		return Files.createTempFile(this.scratch.path(), "notes", "");
	}

	Topic topic(Spool spool) {
		return new Topic(this.cluster.address(), spool.topic(), this.exactlyOnce);
	}

	/** All that was acknowledged is in the topic, in order. */
	void compare(Spool spool, Result result) throws Exception {
		compare(spool, topic(spool), result);
	}

	/** The same where some of it was read before. */
	void compare(Spool spool, Topic topic, Result result) throws Exception {
		spool.settle();
		if (!spool.status().failure().isEmpty()) {
			result.violation("an append failed: " + spool.status().failure());
		}
		topic.read();
		result.add(spool.acknowledged(), topic.verify(spool));
	}

	/** Lets some time pass. */
	static void pass(Duration time) throws InterruptedException {
		TimeUnit.NANOSECONDS.sleep(time.toNanos());
	}

	/** Lets some time pass, up to a limit. */
	void passUpTo(Duration limit) throws InterruptedException {
		pass(Duration.ofMillis(this.random.nextInt(1, (int) limit.toMillis())));
	}

	@Override
	public void close() throws IOException {
		this.scratch.close();
	}

}
