package io.asyncappend.samples.orders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;

import io.asyncappend.AsyncAppender;

/**
 * The application in a process of its own, which takes orders from itself as fast as they
 * are forwarded, until it is killed or its parent has ended.
 */
final class OrderFlood implements AutoCloseable {

	/** So that what is left in the end is forwarded soon, on a slow machine too. */
	private static final long MOST_LEFT = 100_000;

	private final Process process;

	private OrderFlood(Process process) {
		this.process = process;
	}

	/** Starts one. */
	static OrderFlood start(Path output, List<String> arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xmx256m", "-cp", System.getProperty("java.class.path"),
						SpringApplication.class.getName(),
						"--spring.main.sources=" + OrderSpoolApplication.class.getName() + "," + Load.class.getName()));
		command.addAll(arguments);
		return new OrderFlood(new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
			.start());
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/** Halts it, or lets it go on. */
	void signal(String signal) throws Exception {
		new ProcessBuilder("kill", "-" + signal, Long.toString(this.process.pid())).start().waitFor();
	}

	/** Ends it with SIGKILL. */
	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

	/**
	 * What it does once it has started. No main method: the trial has the one that Maven
	 * is to find here.
	 */
	static final class Load implements CommandLineRunner {

		private final AsyncAppender orders;

		Load(@Qualifier("orders") AsyncAppender orders) {
			this.orders = orders;
		}

		@Override
		public void run(String... args) {
			Thread parent = new Thread(Load::haltWithParent);
			parent.setDaemon(true);
			parent.start();
			long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
			for (long number = 0; System.nanoTime() < end;) {
				CompletableFuture<Long> last = null;
				for (int i = 0; i < 100; i++) {
					last = this.orders.appendDurably(("order " + number++ + "\n").getBytes(StandardCharsets.UTF_8));
				}
				last.join();
				while (this.orders.status().forwarding().orElseThrow().lag().bytes() > MOST_LEFT) {
					LockSupport.parkNanos(1_000_000);
				}
			}
			Runtime.getRuntime().halt(2);
		}

		private static void haltWithParent() {
			try {
				while (System.in.read() >= 0) {
					continue;
				}
			}
			catch (IOException ex) {
				// As if it had ended.
			}
			Runtime.getRuntime().halt(1);
		}

	}

}
