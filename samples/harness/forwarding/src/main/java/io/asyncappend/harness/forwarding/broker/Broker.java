package io.asyncappend.harness.forwarding.broker;

import io.asyncappend.harness.reliability.system.Await;
import io.asyncappend.harness.reliability.system.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A broker that is a controller too, in a process of its own, on the same ports for its
 * whole life, with its data in a directory. Not thread-safe.
 */
public final class Broker {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private final Path directory;

	private final int id;

	private final int controller = freePort();

	private final int internal = freePort();

	private final int clients = freePort();

	private Process process;

	Broker(Path directory, int id) {
		this.directory = directory;
		this.id = id;
	}

	/**
	 * A port of this machine alone where nothing listens, for now.
	 * @return its number
	 */
	public static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** As {@code controller.quorum.voters} has it. */
	String voter() {
		return this.id + "@localhost:" + this.controller;
	}

	/** Where all is allowed. */
	String internalAddress() {
		return "localhost:" + this.internal;
	}

	/** Where the application logs in. */
	String clientAddress() {
		return "localhost:" + this.clients;
	}

	/** Writes its configuration; then its storage is to be formatted. */
	Process format(String clusterId, String voters, int replicas) throws IOException {
		Files.createDirectories(this.directory);
		Files.writeString(configuration(),
				"""
						process.roles=broker,controller
						node.id=%d
						controller.quorum.voters=%s
						listeners=INTERNAL://localhost:%d,CLIENT://localhost:%d,CONTROLLER://localhost:%d
						controller.listener.names=CONTROLLER
						inter.broker.listener.name=INTERNAL
						listener.security.protocol.map=INTERNAL:PLAINTEXT,CLIENT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
						sasl.enabled.mechanisms=PLAIN
						listener.name.client.plain.sasl.jaas.config=%s required user_app="secret";
						authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
						super.users=User:ANONYMOUS
						allow.everyone.if.no.acl.found=true
						auto.create.topics.enable=false
						log.dirs=%s
						message.max.bytes=100000
						offsets.topic.replication.factor=%d
						offsets.topic.num.partitions=1
						transaction.state.log.replication.factor=%d
						transaction.state.log.min.isr=%d
						transaction.state.log.num.partitions=1
						default.replication.factor=%d
						min.insync.replicas=%d
						group.initial.rebalance.delay.ms=0
						broker.session.timeout.ms=4000
						broker.heartbeat.interval.ms=500
						controlled.shutdown.enable=true
						log.retention.check.interval.ms=1000
						log.cleaner.dedupe.buffer.size=2097152
						""".formatted(this.id, voters, this.internal, this.clients, this.controller,
						"org.apache.kafka.common.security.plain.PlainLoginModule", this.directory.resolve("data"),
						replicas, replicas, Math.max(1, replicas - 1), replicas, Math.max(1, replicas - 1)));
		return run("kafka.tools.StorageTool", List.of(), "format", "-t", clusterId, "-c", configuration().toString());
	}

	private Path configuration() {
		return this.directory.resolve("server.properties");
	}

	private Process run(String main, List<String> options, String... arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx512m",
				"-Dlogback.configurationFile=quiet-logback.xml", "-cp", System.getProperty("java.class.path")));
		command.addAll(options);
		command.add(main);
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("output.log").toFile()))
			.start();
	}

	/**
	 * Starts it, and does not wait.
	 * @throws IOException if the process cannot be started
	 */
	public void start() throws IOException {
		this.process = run(BrokerProcess.class.getName(), List.of("-XX:TieredStopAtLevel=" + Cluster.compiler()),
				configuration().toString());
	}

	/**
	 * Waits until it takes connections.
	 * @throws Exception if it has ended, or does not in some minutes
	 */
	public void awaitUp() throws Exception {
		Await.until("up", LIMIT, () -> {
			if (!this.process.isAlive()) {
				throw new IOException(
						"the broker has ended: " + Files.readString(this.directory.resolve("output.log")));
			}
			return connects();
		});
	}

	private boolean connects() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("localhost", this.internal), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Stops it in order, or kills it where that takes a minute.
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void stop() throws InterruptedException {
		this.process.destroy();
		if (!this.process.waitFor(1, TimeUnit.MINUTES)) {
			kill();
		}
	}

	/** Ends it with SIGKILL. */
	public void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	/**
	 * Sends a signal.
	 * @param name such as STOP
	 * @throws IOException if it has ended
	 */
	public void signal(String name) throws IOException {
		Shell.run("kill", "-" + name, Long.toString(this.process.pid()));
	}

	/**
	 * Its number.
	 * @return the id of the node
	 */
	public int id() {
		return this.id;
	}

	void close() {
		if (this.process != null) {
			kill();
		}
	}

}
