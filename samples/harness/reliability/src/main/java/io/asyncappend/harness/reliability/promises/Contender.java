package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * Tries to open files that have an appender. As a process it takes the commands
 * {@code try PATH}, {@code share PATH} and {@code hold PATH}, the last of which appends
 * until it is killed.
 */
final class Contender {

	/** What an intruder leaves. */
	static final byte[] INTRUSION = "intruder\n".getBytes(StandardCharsets.US_ASCII);

	private Contender() {
	}

	/**
	 * Obeys until there are no more commands.
	 * @param args none
	 * @throws Exception if standard input cannot be read
	 */
	public static void main(String[] args) throws Exception {
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			Path path = Path.of(line.substring(line.indexOf(' ') + 1));
			if (line.startsWith("hold")) {
				hold(path);
			}
			else {
				System.out.println("ok " + open(path, line.startsWith("share")));
			}
		}
		Runtime.getRuntime().halt(9);
	}

	private static void hold(Path path) {
		AsyncAppender appender = AsyncAppendFactory.create().open("held", path);
		appender.append("holder\n".getBytes(StandardCharsets.US_ASCII));
		appender.flush();
		System.out.println("ok held");
		while (true) {
			appender.append("holder\n".getBytes(StandardCharsets.US_ASCII));
			LockSupport.parkNanos(1_000_000);
		}
	}

	/** {@code refused} if the file has an appender, else what happened instead. */
	static String open(Path path, boolean shared) {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			factory.open("contender", path, AppenderOptions.builder().shared(shared).build()).append(INTRUSION);
			return "opened";
		}
		catch (AppendException ex) {
			return refusal(ex);
		}
	}

	/** Likewise, through a channel. */
	static String borrow(Path path) throws Exception {
		try (FileChannel channel = FileChannel.open(path, StandardOpenOption.APPEND);
				AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			factory.create("contender", channel).append(INTRUSION);
			return "borrowed";
		}
		catch (AppendException ex) {
			return refusal(ex);
		}
	}

	private static String refusal(AppendException ex) {
		// Its class is not exported.
		return ex.getCause().getClass().getSimpleName().equals("FileInUseException") ? "refused" : "error " + ex;
	}

}
