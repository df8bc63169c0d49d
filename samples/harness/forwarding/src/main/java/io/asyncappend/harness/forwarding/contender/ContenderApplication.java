package io.asyncappend.harness.forwarding.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application that hands records over, in one of the ways, and does what it is told by
 * lines on its input. Ends with its parent.
 */
@SpringBootApplication
class ContenderApplication {

	static final String READY = "ready ";

	public static void main(String[] args) throws Exception {
		ConfigurableApplicationContext context = SpringApplication.run(ContenderApplication.class, args);
		Records records = new Records(context.getBean(Sender.class));
		records.send();
		System.out.println(READY + (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()));
		obey(records);
		context.close();
		// Whatever threads are left.
		System.exit(0);
	}

	private static void obey(Records records) throws IOException, InterruptedException {
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			String[] words = line.split(" ");
			switch (words[0]) {
				case "start" -> {
					records.start(Long.parseLong(words[1]), Integer.parseInt(words[2]));
					System.out.println("ok");
				}
				case "calls" -> System.out.println("ok " + records.calls());
				case "stop" -> System.out.println("ok " + records.stop());
				case "exit" -> {
					return;
				}
				default -> throw new IllegalArgumentException(line);
			}
		}
		Runtime.getRuntime().halt(1);
	}

}
