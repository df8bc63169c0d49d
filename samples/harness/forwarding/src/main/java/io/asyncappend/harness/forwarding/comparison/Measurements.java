package io.asyncappend.harness.forwarding.comparison;

import io.asyncappend.harness.forwarding.broker.Broker;
import io.asyncappend.harness.forwarding.broker.Cluster;
import io.asyncappend.harness.forwarding.contender.Calls;
import io.asyncappend.harness.forwarding.contender.Contender;
import io.asyncappend.harness.forwarding.contender.Running;
import io.asyncappend.harness.reliability.system.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What contenders go through, one after the other or in turns. Not thread-safe. */
public final class Measurements implements AutoCloseable {

	/** Longer than a producer waits for a broker. */
	private static final Duration LIMIT = Duration.ofMinutes(4);

	private static final int RATE = 1000;

	private static final int BYTES = 1000;

	/** With fewer, the compiler of the JVM takes more of the machine than they do. */
	private static final int WARM_ROUNDS = 12;

	private final Cluster cluster;

	private final Findings findings;

	private final boolean brief;

	private final Scratch scratch = Scratch.create("contenders");

	private int topics;

	/**
	 * Of running brokers.
	 * @param cluster one broker
	 * @param findings takes what is found
	 * @param brief whether the times mean nothing
	 * @throws IOException if there is no directory for files
	 */
	public Measurements(Cluster cluster, Findings findings, boolean brief) throws IOException {
		this.cluster = cluster;
		this.findings = findings;
		this.brief = brief;
	}

	private String topic(Contender contender) throws Exception {
		String topic = name(contender);
		this.cluster.createTopic(topic);
		return topic;
	}

	private String name(Contender contender) {
		return contender.profile() + "-" + ++this.topics;
	}

	private Running start(Contender contender, String topic) throws IOException {
		return start(contender.profiles(), contender, this.cluster.address(), topic);
	}

	private Running start(String profiles, Contender contender, String address, String topic) throws IOException {
		return Running.start(profiles, contender, Files.createTempDirectory(this.scratch.path(), contender.profile()),
				address, topic, LIMIT);
	}

	/**
	 * Starts each with a broker that is there and with one that is away, and this library
	 * without forwarding too, in turns.
	 * @param contenders which
	 * @param rounds how often, after one that warms the disk
	 * @throws Exception if that cannot be done
	 */
	public void starts(List<Contender> contenders, int rounds) throws Exception {
		String away = "127.0.0.1:" + Broker.freePort();
		for (int round = this.brief ? 0 : -1; round < rounds; round++) {
			for (Contender contender : contenders) {
				double there = startMillis(contender.profiles(), contender, this.cluster.address(), topic(contender));
				double without = startMillis(contender.profiles(), contender, away, contender.profile());
				if (round >= 0) {
					this.findings.add(Row.START_THERE, contender, there);
					this.findings.add(Row.START_AWAY, contender, without);
				}
				if (contender.isOurs()) {
					double plain = startMillis(contender.profile(), contender, away, contender.profile());
					if (round >= 0) {
						this.findings.add(Row.START_PLAIN, contender, plain);
					}
				}
			}
		}
	}

	private double startMillis(String profiles, Contender contender, String address, String topic) throws IOException {
		try (Running running = start(profiles, contender, address, topic)) {
			return running.startMillis();
		}
	}

	/**
	 * Has one send at a steady rate, and the broker away meanwhile.
	 * @param contender which
	 * @throws Exception if that cannot be done
	 */
	public void away(Contender contender) throws Exception {
		Broker broker = this.cluster.brokers().get(0);
		String topic = topic(contender);
		long handedOver;
		try (Running running = start(contender, topic)) {
			running.send(Long.MAX_VALUE, RATE);
			pass(20);
			running.calls();
			pass(20);
			Calls there = running.calls();
			broker.kill();
			pass(60);
			Calls away = running.calls();
			broker.start();
			this.cluster.awaitUp();
			pass(20);
			Calls after = running.calls();
			handedOver = running.stop(LIMIT);
			received(topic, handedOver);
			running.exit(LIMIT);
			this.findings.add(Row.MEDIAN_THERE, contender, there.median());
			this.findings.add(Row.P99_THERE, contender, there.p99());
			this.findings.add(Row.P99_AWAY, contender, away.p99());
			this.findings.add(Row.LONGEST, contender, Math.max(away.longest(), after.longest()) / 1e3);
			this.findings.add(Row.HANDED_OVER, contender, handedOver);
		}
		try (Received received = new Received(this.cluster.address(), topic)) {
			this.findings.add(Row.LOST, contender, handedOver - received.distinct());
		}
	}

	/** Of what is to come, whatever comes. */
	private void received(String topic, long count) throws Exception {
		try (Received received = new Received(this.cluster.address(), topic)) {
			received.await(count);
		}
	}

	private void pass(int seconds) throws InterruptedException {
		TimeUnit.MILLISECONDS.sleep(seconds * (this.brief ? 50L : 1000L));
	}

	/**
	 * Has all of them send as fast as they can, in turns, each in a process that stays.
	 * @param contenders which
	 * @param rounds how often
	 * @throws Exception if that cannot be done
	 */
	public void throughput(List<Contender> contenders, int rounds) throws Exception {
		Map<Contender, Running> running = new EnumMap<>(Contender.class);
		Map<Contender, Received> received = new EnumMap<>(Contender.class);
		try {
			for (Contender contender : contenders) {
				String topic = name(contender);
				this.cluster.createShortTopic(topic);
				running.put(contender, start(contender, topic));
				received.put(contender, new Received(this.cluster.address(), topic));
				received.get(contender).await(1);
			}
			for (int round = this.brief ? -1 : -WARM_ROUNDS; round < rounds; round++) {
				for (int turn = 0; turn < contenders.size(); turn++) {
					Contender contender = contenders.get(Math.floorMod(turn + round, contenders.size()));
					double rate = rate(running.get(contender), received.get(contender));
					if (round >= 0) {
						this.findings.add(Row.THROUGHPUT, contender, rate);
					}
				}
			}
		}
		finally {
			for (Running one : running.values()) {
				one.close();
			}
			received.values().forEach(Received::close);
		}
	}

	/** Megabytes in a second; of those records that come. */
	private double rate(Running running, Received received) throws Exception {
		int count = this.brief ? 5000 : 320_000;
		long before = received.end();
		long start = System.nanoTime();
		running.send(count, 0);
		long end = received.await(before + count);
		running.stop(LIMIT);
		return (received.end() - before) * (double) BYTES / 1e6 / ((end - start) / 1e9);
	}

	@Override
	public void close() throws IOException {
		this.scratch.close();
	}

}
