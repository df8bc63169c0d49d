import io.asyncappend.ForwardingStoppedException;
import io.asyncappend.RecordRejectedException;
import io.asyncappend.RecordSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Other systems for the sample to forward to, each with its own fault: beans beside its
 * own, by spring.main.sources.
 */
@Configuration(proxyBeanMethods = false)
class Sinks {

	@Bean
	RecordSink taking() {
		return (batch) -> CompletableFuture.completedFuture(null);
	}

	/** Fails while there is a file "away" in the directory FAULTS. */
	@Bean
	RecordSink away() {
		Path away = Path.of(System.getenv().getOrDefault("FAULTS", "."), "away");
		return (batch) -> Files.exists(away)
				? CompletableFuture.failedFuture(new IOException("no broker listens at <orders-1:9092>\nfor 10 s"))
				: CompletableFuture.completedFuture(null);
	}

	/** Never answers. */
	@Bean
	RecordSink silent() {
		return (batch) -> new CompletableFuture<>();
	}

	@Bean
	RecordSink rejecting() {
		return (batch) -> CompletableFuture
			.failedFuture(new RecordRejectedException(batch.records().get(0), "is not wanted", null));
	}

	@Bean
	RecordSink stopping() {
		return (batch) -> CompletableFuture.failedFuture(new ForwardingStoppedException("takes nothing any more"));
	}

}
