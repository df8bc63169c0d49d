package io.asyncappend.spring.boot.appenders;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request that is under way when the application is told to stop can still append.
 */
class WebServerDrainTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@EnumSource
	void aRequestUnderWayAppends(TestServer server) throws Exception {
		Running running = server.run(Application.class, "--async-append.directory=" + this.directory,
				"--async-append.appenders.audit.sync=on-demand", "--server.shutdown=graceful");
		SlowController controller = running.context().getBean(SlowController.class);
		CompletableFuture<HttpResponse<String>> response = CompletableFuture.supplyAsync(() -> {
			try {
				return running.get("/slow");
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		assertThat(controller.entered.await(30, TimeUnit.SECONDS)).isTrue();
		running.close();
		assertThat(response.get(30, TimeUnit.SECONDS).body()).isEqualTo("9");
		assertThat(this.directory.resolve("audit.log")).hasContent("drained.\n");
	}

	@RestController
	static class SlowController {

		final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch closing = new CountDownLatch(1);

		private final AsyncAppender audit;

		SlowController(AsyncAppender audit) {
			this.audit = audit;
		}

		@EventListener
		void onClosing(ContextClosedEvent event) {
			this.closing.countDown();
		}

		@GetMapping("/slow")
		String slow() throws InterruptedException {
			this.entered.countDown();
			this.closing.await();
			return Long.toString(this.audit.append("drained.\n".getBytes(StandardCharsets.UTF_8)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SlowController slowController(@Qualifier("audit") AsyncAppender audit) {
			return new SlowController(audit);
		}

	}

}
