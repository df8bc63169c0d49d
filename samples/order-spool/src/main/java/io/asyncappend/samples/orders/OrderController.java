package io.asyncappend.samples.orders;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import io.asyncappend.AsyncAppender;

/** Answers 201 when an order is durable on this machine; Kafka is not asked. */
@RestController
class OrderController {

	private final AsyncAppender orders;

	OrderController(AsyncAppender orders) {
		this.orders = orders;
	}

	@PostMapping("/orders")
	CompletableFuture<ResponseEntity<String>> order(@RequestBody String order) {
		byte[] line = (order.strip().replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8);
		return this.orders.appendDurably(line)
			.thenApply((position) -> ResponseEntity.status(HttpStatus.CREATED).body("durable at " + position + "\n"));
	}

}
