package io.asyncappend.spring.boot.startup;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** An application that knows nothing of the starter, and so runs without it too. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class WebApplication {

	public static void main(String[] arguments) {
		SpringApplication.run(WebApplication.class, arguments).close();
	}

}
