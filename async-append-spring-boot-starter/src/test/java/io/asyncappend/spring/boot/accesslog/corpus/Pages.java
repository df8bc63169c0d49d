package io.asyncappend.spring.boot.accesslog.corpus;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import reactor.core.publisher.Flux;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers the requests of the corpus, the same on Spring MVC and WebFlux.
 */
@RestController
class Pages {

	private final Path file;

	Pages(@Value("${corpus.file}") Path file) {
		this.file = file;
	}

	@GetMapping({ "/", "" })
	String root() {
		return "root";
	}

	@GetMapping("/hello")
	ResponseEntity<String> hello() {
		return ResponseEntity.ok().header("X-Out", "1").body("hello");
	}

	@GetMapping("/sentinel")
	String sentinel() {
		return "";
	}

	@GetMapping("/empty")
	ResponseEntity<Void> empty() {
		return ResponseEntity.ok().build();
	}

	@GetMapping("/large")
	String large() {
		return "x".repeat(1_000_000);
	}

	/** Long enough to be compressed. */
	@GetMapping("/text")
	String text() {
		return "A text that is long enough. ".repeat(1000);
	}

	@GetMapping("/file")
	Resource file() {
		return new FileSystemResource(this.file);
	}

	@GetMapping("/no-content")
	ResponseEntity<Void> noContent() {
		return ResponseEntity.noContent().build();
	}

	@GetMapping("/reset-content")
	ResponseEntity<Void> resetContent() {
		return ResponseEntity.status(HttpStatus.RESET_CONTENT).build();
	}

	@GetMapping("/not-modified")
	ResponseEntity<String> notModified() {
		return ResponseEntity.ok().eTag("\"1\"").body("a body");
	}

	@GetMapping("/moved")
	ResponseEntity<Void> moved() {
		return ResponseEntity.status(HttpStatus.FOUND).header("Location", "/hello").build();
	}

	@GetMapping("/unavailable")
	ResponseEntity<String> unavailable() {
		return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).header("X-Out", "busy").body("later");
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
		return Flux.interval(Duration.ofMillis(1)).onBackpressureDrop().map((i) -> "event " + i);
	}

	@PostMapping("/echo")
	ResponseEntity<String> echo(@RequestBody String body) {
		return ResponseEntity.status(HttpStatus.CREATED).body(body);
	}

	@PostMapping("/ignore")
	String ignore() {
		return "ignored";
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(OwnLogs.class)
	static class Application {

		@Bean
		Pages pages(@Value("${corpus.file}") Path file) {
			return new Pages(file);
		}

	}

}
