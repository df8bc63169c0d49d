package io.asyncappend.harness.cost.application;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.valves.JsonAccessLogValve;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A Spring Boot application that serves a page or logs, as its arguments say, and does
 * what it is told, a line each: {@code usage}, {@code log RATE MILLIS} (lines a second),
 * {@code exit}.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class CostApplication {

	/**
	 * Starts it.
	 * @param args Boot's; the property {@code answers} is the file for its answers, where
	 * standard output is a log
	 * @throws Exception if it cannot go on
	 */
	public static void main(String[] args) throws Exception {
		ConfigurableApplicationContext context = SpringApplication.run(CostApplication.class, args);
		String answers = context.getEnvironment().getProperty("answers");
		PrintStream out = (answers == null) ? System.out
				: new PrintStream(new FileOutputStream(answers), true, StandardCharsets.UTF_8);
		out.println("ready " + context.getEnvironment().getProperty("local.server.port", "0"));
		obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), out);
		// Also when the parent process is gone.
		System.exit(SpringApplication.exit(context));
	}

	private static void obey(BufferedReader commands, PrintStream out) throws IOException, InterruptedException {
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			String[] words = line.split(" ");
			switch (words[0]) {
				case "usage" -> out.println("ok " + Usage.now().toText());
				case "log" -> out.println("ok " + Calls.log(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
				case "exit" -> {
					return;
				}
				default -> throw new IllegalArgumentException("not a command: " + line);
			}
		}
	}

	/** The page, on Spring MVC and on WebFlux. */
	@RestController
	static class Page {

		@GetMapping("/hello")
		String hello() {
			return "hello\n";
		}

	}

	/** Tomcat's valve for JSON, of which Boot has no properties. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty("json-valve")
	static class JsonValve {

		@Bean
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> jsonValve() {
			return (factory) -> {
				JsonAccessLogValve valve = new JsonAccessLogValve();
				valve.setPattern("common");
				valve.setDirectory(".");
				valve.setPrefix("access");
				valve.setSuffix(".json");
				valve.setRotatable(false);
				factory.addEngineValves(valve);
			};
		}

	}

}
