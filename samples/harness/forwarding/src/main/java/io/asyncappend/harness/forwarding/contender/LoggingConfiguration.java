package io.asyncappend.harness.forwarding.contender;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration
@Profile({ "logback", "log4j2" })
class LoggingConfiguration {

	@Bean
	Sender sender() {
		Logger records = LoggerFactory.getLogger("records");
		return records::info;
	}

}
