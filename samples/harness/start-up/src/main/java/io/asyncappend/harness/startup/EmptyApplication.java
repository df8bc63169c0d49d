package io.asyncappend.harness.startup;

import java.lang.management.ManagementFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The sample's configuration without its beans; runs without the starter too. */
@SpringBootApplication
class EmptyApplication {

	static final String READY = "ready after ms: ";

	public static void main(String[] args) {
		ConfigurableApplicationContext context = SpringApplication.run(EmptyApplication.class, args);
		long started = ManagementFactory.getRuntimeMXBean().getStartTime();
		System.out.println(READY + (System.currentTimeMillis() - started));
		context.close();
	}

}
