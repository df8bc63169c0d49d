package io.asyncappend.samples.web;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Something to be logged. */
@RestController
class PageController {

	private static final Log logger = LogFactory.getLog(PageController.class);

	private final Executor executor;

	PageController(@Qualifier("applicationTaskExecutor") Executor executor) {
		this.executor = executor;
	}

	@GetMapping("/hello")
	String hello() {
		return "hello\n";
	}

	/** Answers on another thread than the request came in on. */
	@GetMapping("/later")
	CompletableFuture<String> later() {
		return CompletableFuture.supplyAsync(() -> "later\n", this.executor);
	}

	/** Has a line in both logs, which have the same trace. */
	@GetMapping("/logged")
	String logged(@RequestParam(defaultValue = "0") long number) {
		logger.info("Page " + number + " was asked for");
		return "logged\n";
	}

	@GetMapping("/broken")
	String broken() {
		throw new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR);
	}

}
