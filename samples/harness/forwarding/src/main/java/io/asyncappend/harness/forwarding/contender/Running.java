package io.asyncappend.harness.forwarding.contender;

import io.asyncappend.harness.reliability.system.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** An application that hands records over, in a process of its own. Not thread-safe. */
public final class Running implements AutoCloseable {

	private final Child child;

	private final long startMillis;

	private Running(Child child, long startMillis) {
		this.child = child;
		this.startMillis = startMillis;
	}

	/**
	 * Starts one, and waits until it has handed over a first record.
	 * @param profiles of the application
	 * @param contender the way to send, which has a class path of its own
	 * @param directory for its files
	 * @param address of the brokers
	 * @param topic that it sends to
	 * @param limit for the start
	 * @return the running application
	 * @throws IOException if it cannot be started
	 */
	public static Running start(String profiles, Contender contender, Path directory, String address, String topic,
			Duration limit) throws IOException {
		Child child = Child.of(ContenderApplication.class)
			.options("-XX:TieredStopAtLevel=4", "-Xmx512m", "-Dkafka.address=" + address, "-Dkafka.topic=" + topic)
			.classPath(contender.classPath())
			.start("--spring.profiles.active=" + profiles, "--async-append.directory=" + directory);
		try {
			String ready = child.awaitLine(limit, ContenderApplication.READY);
			return new Running(child, Long.parseLong(ready.substring(ContenderApplication.READY.length())));
		}
		catch (IOException ex) {
			child.close();
			throw ex;
		}
	}

	/**
	 * How long its start took, until the first record was handed over.
	 * @return milliseconds from the start of the JVM on
	 */
	public long startMillis() {
		return this.startMillis;
	}

	/**
	 * Has it hand over records.
	 * @param count how many at most
	 * @param rate in a second; 0 for as fast as they are taken
	 * @throws IOException if it does not answer
	 */
	public void send(long count, int rate) throws IOException {
		this.child.askOk("start " + count + " " + rate);
	}

	/**
	 * How long its calls took since this was asked before.
	 * @return the times
	 * @throws IOException if it does not answer
	 */
	public Calls calls() throws IOException {
		return Calls.of(this.child.askOk("calls"));
	}

	/**
	 * Ends the load when the last call has returned.
	 * @param limit for that
	 * @return how many records were handed over since its start
	 * @throws IOException if it does not answer
	 */
	public long stop(Duration limit) throws IOException {
		this.child.tell("stop");
		return Long.parseLong(this.child.awaitLine(limit, "ok").substring(2).strip());
	}

	/**
	 * Ends it in order.
	 * @param limit for that
	 * @throws IOException if it does not end
	 */
	public void exit(Duration limit) throws IOException {
		this.child.tell("exit");
		this.child.awaitExit(limit);
	}

	@Override
	public void close() throws IOException {
		this.child.close();
	}

}
