package io.asyncappend.spring.boot.accesslog;

import java.util.concurrent.CompletableFuture;

import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers the same on Spring MVC and WebFlux.
 */
@RestController
class Answers {

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Answers answers() {
			return new Answers();
		}

	}

	@GetMapping("/hello")
	ResponseEntity<String> hello() {
		return ResponseEntity.ok().header("X-Out", "say \"hi\"").header("X-Two", "1", "2").body("hello");
	}

	@GetMapping("/large")
	String large() {
		return "x".repeat(1_000_000);
	}

	@GetMapping("/nothing")
	ResponseEntity<Void> nothing() {
		return ResponseEntity.noContent().build();
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("on purpose");
	}

	@GetMapping("/async")
	CompletableFuture<String> async() {
		return CompletableFuture.supplyAsync(() -> "later");
	}

	@GetMapping("/async-fail")
	CompletableFuture<String> asyncFail() {
		return CompletableFuture.supplyAsync(() -> {
			throw new IllegalStateException("on purpose, later");
		});
	}

	@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<String> events() {
		return Flux.range(1, 3).map((i) -> "event " + i);
	}

	@GetMapping(path = "/breaks", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<String> breaks() {
		return Flux.just("event").concatWith(Flux.error(() -> new IllegalStateException("on purpose, midway")));
	}

	@GetMapping(path = "/endless", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<String> endless() {
		return Flux.interval(java.time.Duration.ofMillis(1)).onBackpressureDrop().map((i) -> "event " + i);
	}

	@PostMapping("/echo")
	ResponseEntity<String> echo(@RequestBody String body) {
		return ResponseEntity.status(HttpStatus.CREATED).body(body);
	}

}
