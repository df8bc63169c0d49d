package io.asyncappend.harness.logcomparison.application;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A Spring Boot application that logs as its profile says, and does what it is told, a
 * line each: {@code start RATE ERROR_EVERY} (lines a second and thread), {@code measure},
 * {@code stop}, {@code exit}.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class LoggingApplication {

	/**
	 * Starts it.
	 * @param args Boot's: the profile, and the properties {@code directory} and
	 * {@code notes}
	 * @throws Exception if it cannot go on
	 */
	public static void main(String[] args) throws Exception {
		ConfigurableApplicationContext context = SpringApplication.run(LoggingApplication.class, args);
		Notes notes = new Notes(Path.of(context.getEnvironment().getRequiredProperty("notes")));
		// All contexts are closed by then, and the loggers are not stopped yet.
		SpringApplication.getShutdownHandlers().add(notes::stopping);
		System.out.println("ready");
		obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), notes);
		// Also when the parent process is gone.
		System.exit(SpringApplication.exit(context));
	}

	private static void obey(BufferedReader commands, Notes notes) throws IOException, InterruptedException {
		Load load = null;
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			String[] words = line.split(" ");
			String answer = "";
			switch (words[0]) {
				case "start" -> {
					load = new Load(notes, Integer.parseInt(words[1]), Integer.parseInt(words[2]));
					load.start();
				}
				case "measure" -> load.measure();
				case "stop" -> answer = load.stop();
				case "exit" -> {
					return;
				}
				default -> throw new IllegalArgumentException("not a command: " + line);
			}
			System.out.println("ok " + answer);
		}
	}

}
