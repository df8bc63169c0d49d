package io.asyncappend.samples.web;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Audits what it is told, as Spring Security would a login. Not where there is no trail:
 * an event would be answered and be nowhere.
 */
@Profile("!container")
@RestController
class EventController {

	private final ApplicationEventPublisher publisher;

	private final Executor executor;

	EventController(ApplicationEventPublisher publisher, @Qualifier("applicationTaskExecutor") Executor executor) {
		this.publisher = publisher;
		this.executor = executor;
	}

	/**
	 * Answers 201 when the event is durable, and 500 when it may not be. Publishing waits
	 * for the disk, which an event loop must not.
	 */
	@PostMapping("/events")
	CompletableFuture<ResponseEntity<Void>> record(@RequestBody Map<String, Object> event) {
		return CompletableFuture.supplyAsync(() -> {
			this.publisher.publishEvent(new AuditApplicationEvent("client", "EVENT", event));
			return ResponseEntity.status(HttpStatus.CREATED).build();
		}, this.executor);
	}

}
