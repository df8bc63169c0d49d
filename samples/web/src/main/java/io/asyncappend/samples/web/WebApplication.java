package io.asyncappend.samples.web;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the sample. */
@SpringBootApplication
public class WebApplication {

	/**
	 * Starts the sample.
	 * @param args Boot's
	 */
	public static void main(String[] args) {
		SpringApplication.run(WebApplication.class, args);
	}

}
