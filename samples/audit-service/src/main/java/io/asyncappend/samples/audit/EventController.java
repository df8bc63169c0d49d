package io.asyncappend.samples.audit;

import io.asyncappend.AsyncAppender;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Takes audit events. */
@RestController
class EventController {

	private final AsyncAppender audit;

	private final JsonMapper json;

	EventController(@Qualifier("audit") AsyncAppender audit, JsonMapper json) {
		this.audit = audit;
		this.json = json;
	}

	/** Answers 201 when the event would survive a power cut, and not before. */
	@PostMapping("/events")
	CompletableFuture<ResponseEntity<Receipt>> record(@RequestBody Map<String, Object> event) {
		byte[] line = this.json.writeValueAsBytes(new Entry(Instant.now(), event));
		byte[] record = java.util.Arrays.copyOf(line, line.length + 1);
		record[line.length] = '\n';
		return this.audit.appendDurably(record)
			.thenApply((position) -> ResponseEntity.status(HttpStatus.CREATED).body(new Receipt(position)));
	}

	/** A line of the trail. */
	record Entry(Instant at, Map<String, Object> event) {
	}

	/** Where in the trail the event ends, in bytes since the start of the application. */
	record Receipt(long position) {
	}

}
