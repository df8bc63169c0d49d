package io.asyncappend.harness.forwarding.application;

import io.asyncappend.AppendListener;
import io.asyncappend.AsyncAppender;
import io.asyncappend.ForwardStatus;
import io.asyncappend.LogGap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application that forwards by YAML alone, and does what it is told by lines on its
 * input. Ends with its parent.
 */
@SpringBootApplication
class SpoolApplication {

	static final String READY = "ready";

	/** Arguments: the file of its notes, where the producers go on, and properties. */
	public static void main(String[] args) throws Exception {
		Notes notes = new Notes(Path.of(args[0]));
		long[] from = Stream.of(args[1].split(",")).mapToLong(Long::parseLong).toArray();
		String[] properties = Stream.of(args).skip(2).toArray(String[]::new);
		try (OutputStream history = notes.writeHistory()) {
			note(history, notes.kept());
			SpringApplication application = new SpringApplication(SpoolApplication.class);
			application.addInitializers(
					(context) -> context.getBeanFactory().registerSingleton("listener", new GapListener(notes)));
			ConfigurableApplicationContext context = application.run(properties);
			AsyncAppender spool = context.getBean("spool", AsyncAppender.class);
			Thread sampler = new Thread(() -> sample(spool, notes.kept(), history), "history");
			sampler.setDaemon(true);
			sampler.start();
			Load load = new Load(spool, notes, from,
					context.getEnvironment().getProperty("durable-every", Integer.class, 1));
			System.out.println(READY);
			obey(spool, load);
			context.close();
		}
	}

	/** What is not in the topic must have been told. */
	private record GapListener(Notes notes) implements AppendListener {

		@Override
		public void onForwardingGap(AsyncAppender appender, LogGap gap) {
			try {
				this.notes.missing(gap);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	/** One that begins before what must be kept is not let off by saying so. */
	private static void sample(AsyncAppender spool, long kept, OutputStream history) {
		long last = kept;
		while (true) {
			long forwarded = forwarding(spool).forwarded();
			if (forwarded > last) {
				note(history, forwarded);
				last = forwarded;
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
		}
	}

	private static void note(OutputStream history, long forwarded) {
		try {
			history.write((System.currentTimeMillis() + " " + forwarded + "\n").getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ForwardStatus forwarding(AsyncAppender spool) {
		return spool.status().forwarding().orElseThrow();
	}

	private static void obey(AsyncAppender spool, Load load) throws IOException {
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			String[] words = line.split(" ");
			switch (words[0]) {
				case "load" -> load.rate(Integer.parseInt(words[1]));
				case "pause" -> load.pause();
				case "large" -> spool.append(new Line(9, 0).bytes(Integer.parseInt(words[1])));
				case "status" -> {
				}
				case "exit" -> {
					return;
				}
				default -> throw new IllegalArgumentException(line);
			}
			System.out.println("ok " + status(spool, load));
		}
		// Without a parent nothing is of use.
		Runtime.getRuntime().halt(1);
	}

	private static String status(AsyncAppender spool, Load load) {
		ForwardStatus forwarding = forwarding(spool);
		return forwarding.state() + " " + forwarding.lag().bytes() + " " + forwarding.lag().records() + " "
				+ forwarding.counts().rejected() + " " + load.failures().stream().findFirst().orElse("");
	}

}
