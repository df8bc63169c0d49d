package io.asyncappend.harness.logcomparison.contender;

import io.asyncappend.harness.logcomparison.application.Calls;
import io.asyncappend.harness.logcomparison.application.LoggingApplication;
import io.asyncappend.harness.logcomparison.application.Notes;
import io.asyncappend.harness.reliability.system.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** An application that logs in one of the ways, in a JVM of its own. */
public final class Running implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final Child child;

	private final Notes notes;

	private final Path log;

	private Running(Child child, Notes notes, Path log) {
		this.child = child;
		this.notes = notes;
		this.log = log;
	}

	/**
	 * Starts one.
	 * @param contender the way to log
	 * @param directory of the log, which is not there yet
	 * @param notes the file of its notes, on a disk that nothing happens to
	 * @return the running application
	 * @throws IOException if it cannot be started
	 */
	public static Running start(Contender contender, Path directory, Path notes) throws IOException {
		Notes opened = new Notes(notes);
		Child child = Child.of(LoggingApplication.class)
			.options("-XX:TieredStopAtLevel=4", "-Xmx256m")
			.options(contender.options())
			.classPath(contender.classPath())
			.start("--spring.profiles.active=" + contender.profile(), "--directory=" + directory, "--notes=" + notes);
		try {
			child.awaitLine("ready");
			return new Running(child, opened, directory.resolve("app.log"));
		}
		catch (IOException ex) {
			child.close();
			throw ex;
		}
	}

	/**
	 * Has it log.
	 * @param rate how many lines each thread logs in a second
	 * @param errorEvery one in how many of them is an ERROR
	 * @throws IOException if it does not answer
	 */
	public void log(int rate, int errorEvery) throws IOException {
		this.child.askOk("start " + rate + " " + errorEvery);
	}

	/**
	 * Has it measure from now on.
	 * @throws IOException if it does not answer
	 */
	public void measure() throws IOException {
		this.child.askOk("measure");
	}

	/**
	 * Ends the logging, and then the application in an orderly way.
	 * @return how long its calls took
	 * @throws IOException if it does not answer
	 */
	public Calls exit() throws IOException {
		Calls calls = Calls.of(this.child.askOk("stop"));
		this.child.tell("exit");
		this.child.awaitExit(LIMIT);
		return calls;
	}

	/**
	 * Has the application end by SIGTERM while it logs.
	 * @throws IOException if it does not end
	 */
	public void terminate() throws IOException {
		this.child.signal("TERM");
		this.child.awaitExit(LIMIT);
	}

	/**
	 * Ends the application by {@code kill -9}.
	 * @throws IOException if it does not end
	 */
	public void kill() throws IOException {
		this.child.kill();
	}

	/**
	 * What it noted of its lines.
	 * @return the notes, up to date
	 */
	public Notes notes() {
		return this.notes;
	}

	/**
	 * What its log has.
	 * @return what is in the file
	 * @throws IOException if it cannot be read
	 */
	public Content content() throws IOException {
		return Content.of(this.log);
	}

	/**
	 * What it complained of elsewhere than in the log. It must have ended.
	 * @return how many lines it wrote on the console, which has no log lines
	 */
	public long complaints() {
		return this.child.readAll()
			.stream()
			.filter((line) -> !line.isBlank() && !line.startsWith("ok") && !line.startsWith("ready"))
			.count();
	}

	@Override
	public void close() throws IOException {
		this.child.close();
	}

}
