package io.asyncappend.harness.forwarding.broker;

import io.asyncappend.harness.reliability.system.Await;
import io.asyncappend.harness.reliability.system.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * One broker or three, in processes of their own. The application logs in as {@code app},
 * of which an ACL may take what it may; the harness may do all. Not thread-safe.
 */
public final class Cluster implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private final Scratch scratch;

	private final List<Broker> brokers = new ArrayList<>();

	private Admin admin;

	private Cluster(Scratch scratch) {
		this.scratch = scratch;
	}

	/**
	 * Makes brokers and starts them.
	 * @param count how many
	 * @return them, once they take connections
	 * @throws Exception if that cannot be done
	 */
	public static Cluster start(int count) throws Exception {
		return start(count, Scratch.create("brokers"));
	}

	/**
	 * Makes brokers and starts them, which keep what they have in memory, where the
	 * machine has a place for that.
	 * @param count how many
	 * @return them, once they take connections
	 * @throws Exception if that cannot be done
	 */
	public static Cluster inMemory(int count) throws Exception {
		return start(count, Scratch.inMemory("brokers"));
	}

	private static Cluster start(int count, Scratch scratch) throws Exception {
		Cluster cluster = new Cluster(scratch);
		try {
			cluster.start(Uuid.randomUuid().toString(), count);
			return cluster;
		}
		catch (Exception | Error ex) {
			cluster.close();
			throw ex;
		}
	}

	/** 1 for the campaign, in which nothing runs long enough for the second compiler. */
	static int compiler() {
		return Integer.getInteger("broker.compiler", 1);
	}

	private void start(String id, int count) throws Exception {
		for (int number = 1; number <= count; number++) {
			Path directory = this.scratch.resolve("broker-" + number);
			this.brokers.add(new Broker(directory, number));
		}
		String voters = this.brokers.stream().map(Broker::voter).collect(Collectors.joining(","));
		List<Process> formats = new ArrayList<>();
		for (Broker broker : this.brokers) {
			formats.add(broker.format(id, voters, count));
		}
		for (Process format : formats) {
			if (format.waitFor() != 0) {
				throw new IOException("the storage could not be formatted, see " + this.scratch.path());
			}
		}
		for (Broker broker : this.brokers) {
			broker.start();
		}
		this.admin = Admin.create(Map.of("bootstrap.servers", addresses(Broker::internalAddress)));
		awaitUp();
	}

	/**
	 * Waits until all of them are there.
	 * @throws Exception if they are not in some minutes
	 */
	public void awaitUp() throws Exception {
		for (Broker broker : this.brokers) {
			broker.awaitUp();
		}
		Await.until("a cluster", LIMIT, () -> {
			try {
				return this.admin.describeCluster().nodes().get().size() == this.brokers.size();
			}
			catch (ExecutionException ex) {
				return false;
			}
		});
	}

	private String addresses(Function<Broker, String> address) {
		return this.brokers.stream().map(address).collect(Collectors.joining(","));
	}

	/**
	 * The brokers.
	 * @return as many as there are
	 */
	public List<Broker> brokers() {
		return List.copyOf(this.brokers);
	}

	/**
	 * Where the harness reads.
	 * @return the bootstrap servers
	 */
	public String address() {
		return addresses(Broker::internalAddress);
	}

	/**
	 * What an application has to know.
	 * @return properties of Spring Boot
	 */
	public Map<String, String> clientProperties() {
		Map<String, String> properties = new HashMap<>();
		properties.put("spring.kafka.bootstrap-servers", addresses(Broker::clientAddress));
		properties.put("spring.kafka.security.protocol", "SASL_PLAINTEXT");
		properties.put("spring.kafka.properties.sasl.mechanism", "PLAIN");
		properties.put("spring.kafka.properties.sasl.jaas.config",
				"org.apache.kafka.common.security.plain.PlainLoginModule required username=\"app\" password=\"secret\";");
		return properties;
	}

	/**
	 * Makes a topic of one partition, with a replica on each broker, in place of one that
	 * is about to go.
	 * @param topic its name
	 * @throws Exception if that cannot be done
	 */
	public void createTopic(String topic) throws Exception {
		createTopic(topic, Map.of());
	}

	/**
	 * Makes a topic of one partition that keeps its newest 200 MB only, until it is
	 * there.
	 * @param topic its name
	 * @throws Exception if it is not in some minutes
	 */
	public void createShortTopic(String topic) throws Exception {
		createTopic(topic,
				Map.of("retention.bytes", "200000000", "segment.bytes", "50000000", "file.delete.delay.ms", "1000"));
	}

	private void createTopic(String topic, Map<String, String> configuration) throws Exception {
		NewTopic created = new NewTopic(topic, 1, (short) this.brokers.size()).configs(configuration);
		Await.until("created", LIMIT, () -> attempt(this.admin.createTopics(List.of(created)).all()));
		Await.until("there", LIMIT, () -> this.admin.listTopics().names().get().contains(topic));
	}

	/** Whether it was done; else it is to be tried again. */
	private static boolean attempt(KafkaFuture<?> future) throws InterruptedException {
		try {
			future.get();
			return true;
		}
		catch (ExecutionException ex) {
			return false;
		}
	}

	/**
	 * Deletes a topic.
	 * @param topic its name
	 * @throws Exception if that cannot be done
	 */
	public void deleteTopic(String topic) throws Exception {
		this.admin.deleteTopics(List.of(topic)).all().get();
		Await.until("gone", LIMIT, () -> !this.admin.listTopics().names().get().contains(topic));
	}

	/**
	 * The broker that leads the only partition of a topic.
	 * @param topic its name
	 * @return the broker; {@code null} while there is none
	 * @throws Exception if that cannot be asked
	 */
	public Broker leader(String topic) throws Exception {
		try {
			var leader = this.admin.describeTopics(List.of(topic))
				.allTopicNames()
				.get()
				.get(topic)
				.partitions()
				.get(0)
				.leader();
			return (leader == null || leader.isEmpty()) ? null : this.brokers.get(leader.id() - 1);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof UnknownTopicOrPartitionException) {
				return null;
			}
			throw ex;
		}
	}

	/**
	 * Waits until each broker has all of a topic.
	 * @param topic its name
	 * @throws Exception if that is not so in some minutes
	 */
	public void awaitInSync(String topic) throws Exception {
		Await.until("in sync", LIMIT, () -> {
			try {
				return this.admin.describeTopics(List.of(topic))
					.allTopicNames()
					.get()
					.get(topic)
					.partitions()
					.get(0)
					.isr()
					.size() == this.brokers.size();
			}
			catch (ExecutionException ex) {
				return false;
			}
		});
	}

	/**
	 * Takes from the application the right to write to a topic, or gives it back.
	 * @param topic its name
	 * @param denied whether it may not
	 * @throws Exception if that cannot be done
	 */
	public void deny(String topic, boolean denied) throws Exception {
		AclBinding binding = new AclBinding(new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
				new AccessControlEntry("User:app", "*", AclOperation.WRITE, AclPermissionType.DENY));
		if (denied) {
			this.admin.createAcls(Set.of(binding)).all().get();
		}
		else {
			this.admin.deleteAcls(Set.of(binding.toFilter())).all().get();
		}
	}

	/** Kills the brokers and removes what they had. */
	@Override
	public void close() throws IOException {
		if (this.admin != null) {
			this.admin.close(Duration.ZERO);
		}
		this.brokers.forEach(Broker::close);
		this.scratch.close();
	}

}
