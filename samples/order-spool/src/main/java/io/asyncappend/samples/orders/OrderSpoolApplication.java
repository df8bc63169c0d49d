package io.asyncappend.samples.orders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Takes orders; the YAML says what becomes of them. */
@SpringBootApplication
public class OrderSpoolApplication {

	/**
	 * Runs the application.
	 * @param args properties
	 */
	public static void main(String[] args) {
		SpringApplication.run(OrderSpoolApplication.class, args);
	}

}
