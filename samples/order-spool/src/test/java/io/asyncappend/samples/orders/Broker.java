package io.asyncappend.samples.orders;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.common.Uuid;

import static org.awaitility.Awaitility.await;

/**
 * A broker of Kafka in a process of its own, on one port for its whole life, with its
 * data in a directory: it can be stopped, killed, halted and started again.
 */
final class Broker implements AutoCloseable {

	private final Path directory;

	private final int port = freePort();

	private Process process;

	/** Makes a new one, which does not run yet. */
	Broker(Path directory, String... configuration) throws Exception {
		this.directory = directory;
		int controller = freePort();
		Files.writeString(directory.resolve("server.properties"), """
				process.roles=broker,controller
				node.id=1
				controller.quorum.voters=1@localhost:%d
				listeners=PLAINTEXT://localhost:%d,CONTROLLER://localhost:%d
				controller.listener.names=CONTROLLER
				listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
				log.dirs=%s
				offsets.topic.replication.factor=1
				transaction.state.log.replication.factor=1
				transaction.state.log.min.isr=1
				transaction.state.log.num.partitions=1
				group.initial.rebalance.delay.ms=0
				%s
				""".formatted(controller, this.port, controller, directory.resolve("data"),
				String.join("\n", configuration)));
		int formatted = run("kafka.tools.StorageTool", "format", "-t", Uuid.randomUuid().toString(), "-c").waitFor();
		if (formatted != 0) {
			throw new IllegalStateException("the storage could not be formatted: " + output());
		}
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Process run(String main, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xmx256m", "-cp", System.getProperty("java.class.path"), main));
		command.addAll(List.of(arguments));
		command.add(this.directory.resolve("server.properties").toString());
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("output.log").toFile()))
			.start();
	}

	String output() throws IOException {
		return Files.readString(this.directory.resolve("output.log"));
	}

	String address() {
		return "localhost:" + this.port;
	}

	/** Starts it, unless it runs, and waits until it takes connections. */
	void start() throws IOException {
		if (this.process != null && this.process.isAlive()) {
			return;
		}
		this.process = run("kafka.Kafka");
		await().atMost(Duration.ofMinutes(2)).until(() -> {
			if (!this.process.isAlive()) {
				throw new IllegalStateException("the broker has ended: " + output());
			}
			return isUp();
		});
	}

	private boolean isUp() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("localhost", this.port), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Stops it in order. */
	void stop() throws Exception {
		this.process.destroy();
		if (!this.process.waitFor(60, TimeUnit.SECONDS)) {
			kill();
		}
	}

	/** Ends it with SIGKILL, if it runs. */
	void kill() {
		if (this.process != null) {
			this.process.destroyForcibly().onExit().join();
		}
	}

	/** Halts it, or lets it go on. */
	void signal(String signal) throws Exception {
		new ProcessBuilder("kill", "-" + signal, Long.toString(this.process.pid())).start().waitFor();
	}

	@Override
	public void close() {
		kill();
	}

}
