package io.asyncappend.samples.minimal;

import io.asyncappend.AsyncAppender;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Appends one record while it runs and one while it stops. */
@SpringBootApplication
public class MinimalApplication {

	public static void main(String[] args) {
		SpringApplication.run(MinimalApplication.class, args).close();
	}

	@Bean
	Trail trail(@Qualifier("audit") AsyncAppender audit, @Qualifier("billing-events") AsyncAppender billing) {
		return new Trail(audit, billing);
	}

}
