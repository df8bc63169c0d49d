package io.asyncappend.samples.audit;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the sample. */
@SpringBootApplication
public class AuditServiceApplication {

	/**
	 * Starts the sample.
	 * @param args Boot's
	 */
	public static void main(String[] args) {
		SpringApplication.run(AuditServiceApplication.class, args);
	}

}
