package io.asyncappend.harness.forwarding.contender;

import io.asyncappend.AsyncAppender;
import java.nio.charset.StandardCharsets;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration
@Profile("async-append")
class AppendingConfiguration {

	@Bean
	Sender sender(AsyncAppender records) {
		return (record) -> records.append((record + "\n").getBytes(StandardCharsets.US_ASCII));
	}

}
