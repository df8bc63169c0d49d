package io.asyncappend.harness.forwarding.contender;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;

/** What fails is lost: there is nowhere to keep it. */
@Configuration
@Profile("kafka-template")
class TemplateConfiguration {

	@Bean
	Sender sender(KafkaTemplate<String, String> template, @Value("${kafka.topic}") String topic) {
		return (record) -> {
			try {
				template.send(topic, record);
			}
			catch (KafkaException ex) {
				// Not sent in max.block.ms.
			}
		};
	}

}
