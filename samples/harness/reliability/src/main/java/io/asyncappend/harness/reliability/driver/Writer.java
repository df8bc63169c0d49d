package io.asyncappend.harness.reliability.driver;

import io.asyncappend.AppenderStatus;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs sessions as it is told on its standard input, a command a line, and answers each
 * with {@code ok …} or {@code error …}:
 * <ul>
 * <li>{@code open NAME key=value…}: begins a session, see {@link Plan}</li>
 * <li>{@code stop NAME}, {@code await NAME}: waits for its producers, with or without
 * asking them to end</li>
 * <li>{@code flush NAME [limit]}, {@code sync …}, {@code reopen …}, {@code rotate …},
 * {@code close …}: of the appender; the answer has the milliseconds it took</li>
 * <li>{@code end NAME}: closes the session and forgets it</li>
 * <li>{@code insist NAME}: tries all operations again and again; an error if one does not
 * fail with {@code AppenderFailedException}</li>
 * <li>{@code enable NAME}, {@code disable NAME}, {@code status NAME}</li>
 * <li>{@code quit [code]}: calls {@code System.exit}</li>
 * </ul>
 * Between answers come lines that begin with {@code told}: exceptions that producers got.
 * Its first line is {@code ready PID}.
 */
public final class Writer {

	private final Map<String, Session> sessions = new ConcurrentHashMap<>();

	private Writer() {
	}

	/**
	 * Obeys until there are no more commands.
	 * @param args a command to begin with, if any
	 * @throws Exception if standard input cannot be read
	 */
	public static void main(String[] args) throws Exception {
		Writer writer = new Writer();
		say("ready " + ProcessHandle.current().pid());
		if (args.length > 0) {
			writer.obey(args);
		}
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			writer.obey(line.strip().split("\\s+"));
		}
		// The end of the commands: the parent process is gone.
		Runtime.getRuntime().halt(9);
	}

	static void say(String line) {
		synchronized (System.out) {
			System.out.println(line);
			System.out.flush();
		}
	}

	private void obey(String[] words) {
		long start = System.nanoTime();
		try {
			String answer = answer(words);
			say("ok " + (System.nanoTime() - start) / 1_000_000 + " " + answer);
		}
		catch (Throwable ex) {
			say("error " + (System.nanoTime() - start) / 1_000_000 + " " + Session.line(ex));
		}
	}

	private String answer(String[] words) throws Exception {
		if (words[0].equals("quit")) {
			System.exit((words.length > 1) ? Integer.parseInt(words[1]) : 0);
		}
		String name = words[1];
		if (words[0].equals("open")) {
			Plan plan = new Plan(Arrays.copyOfRange(words, 2, words.length));
			this.sessions.put(name, new Session(name, plan, Writer::say));
			return "";
		}
		Session session = this.sessions.get(name);
		if (session == null) {
			throw new IllegalArgumentException("no session '" + name + "'");
		}
		String limit = (words.length > 2) ? words[2] : null;
		switch (words[0]) {
			case "stop" -> session.stop();
			case "await" -> session.await();
			case "end" -> {
				this.sessions.remove(name);
				session.close();
			}
			case "insist" -> {
				List<String> worked = session.insist(20);
				if (!worked.isEmpty()) {
					throw new IllegalStateException(worked.toString());
				}
			}
			case "enable" -> session.factory().enable();
			case "disable" -> session.factory().disable();
			case "status" -> {
			}
			default -> operate(session, words[0], limit);
		}
		return status(session.appender().status());
	}

	private static void operate(Session session, String operation, String limit) {
		switch ((limit != null) ? operation + " limit" : operation) {
			case "flush" -> session.appender().flush();
			case "flush limit" -> session.appender().flush(Plan.parse(limit));
			case "sync" -> session.appender().sync();
			case "sync limit" -> session.appender().sync(Plan.parse(limit));
			case "reopen" -> session.appender().reopen();
			case "reopen limit" -> session.appender().reopen(Plan.parse(limit));
			case "rotate" -> session.appender().rotate();
			case "rotate limit" -> session.appender().rotate(Plan.parse(limit));
			case "close" -> session.appender().close();
			case "close limit" -> session.appender().close(Plan.parse(limit));
			default -> throw new IllegalArgumentException("no operation '" + operation + "'");
		}
	}

	private static String status(AppenderStatus status) {
		return "state=" + status.state() + " mode=" + status.mode() + " accepted=" + status.positions().accepted()
				+ " written=" + status.positions().written() + " durable=" + status.positions().durable() + " torn="
				+ status.trouble().tornBytes() + " tail=" + status.trouble().tornTailBytes() + " dropped="
				+ status.dropped().records();
	}

}
