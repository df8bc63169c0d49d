package io.asyncappend.spring.boot.forward.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/** Whether there is a topic of positions that keeps them. */
class PositionsTopicTests {

	private final Admin admin = mock(Admin.class);

	private PositionsTopic topic(boolean create) {
		return new PositionsTopic("positions", create, () -> this.admin, () -> new MockConsumer<>("earliest"),
				Duration.ofMillis(200));
	}

	private static <T> KafkaFuture<T> failed(Exception cause) {
		KafkaFutureImpl<T> future = new KafkaFutureImpl<>();
		future.completeExceptionally(cause);
		return future;
	}

	private void topicIs(KafkaFuture<TopicDescription> answer) {
		DescribeTopicsResult topics = mock(DescribeTopicsResult.class);
		given(topics.topicNameValues()).willReturn(Map.of("positions", answer));
		given(this.admin.describeTopics(anyCollection())).willReturn(topics);
	}

	private void configurationIs(KafkaFuture<Config> answer) {
		DescribeConfigsResult configs = mock(DescribeConfigsResult.class);
		given(configs.values()).willReturn(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, "positions"), answer));
		given(this.admin.describeConfigs(anyCollection())).willReturn(configs);
	}

	private void creationIs(KafkaFuture<Void> answer) {
		topicIs(failed(new UnknownTopicOrPartitionException()));
		CreateTopicsResult created = mock(CreateTopicsResult.class);
		given(created.all()).willReturn(answer);
		given(this.admin.createTopics(anyCollection())).willReturn(created);
	}

	@Test
	void aTopicThatIsMissingIsCreatedCompacted() throws Exception {
		creationIs(KafkaFuture.completedFuture(null));
		topic(true).prepare();
		@SuppressWarnings("unchecked")
		ArgumentCaptor<List<NewTopic>> created = ArgumentCaptor.forClass(List.class);
		then(this.admin).should().createTopics(created.capture());
		assertThat(created.getValue()).singleElement().satisfies((topic) -> {
			assertThat(topic.name()).isEqualTo("positions");
			assertThat(topic.numPartitions()).isOne();
			assertThat(topic.configs()).containsEntry("cleanup.policy", "compact");
		});
		then(this.admin).should().close(Duration.ZERO);
	}

	@Test
	void aTopicThatAnotherInstanceCreatesIsTaken() throws Exception {
		creationIs(failed(new TopicExistsException("there")));
		topic(true).prepare();
	}

	@Test
	void aTopicThatMayNotBeCreatedIsAskedFor() {
		creationIs(failed(new PolicyViolationException("three replicas")));
		assertThatIOException().isThrownBy(() -> topic(true).prepare())
			.withMessageContaining("cannot be created")
			.withMessageContaining("three replicas")
			.withMessageContaining("create it with one partition and cleanup.policy=compact");
		creationIs(failed(new TopicAuthorizationException("no Create")));
		assertThatIOException().isThrownBy(() -> topic(true).prepare()).withMessageContaining("no Create");
		assertThatIOException().isThrownBy(() -> topic(false).prepare())
			.withMessageContaining("spring.kafka.admin.auto-create is false");
	}

	@Test
	void aTopicThatDeletesPositionsIsRefused() {
		topicIs(KafkaFuture.completedFuture(null));
		configurationIs(
				KafkaFuture.completedFuture(new Config(List.of(new ConfigEntry("cleanup.policy", "compact,delete")))));
		assertThatIOException().isThrownBy(() -> topic(true).prepare())
			.withMessageContaining("cleanup.policy=compact,delete");
	}

	@Test
	void aConfigurationThatMayNotBeSeenIsTrusted() throws Exception {
		topicIs(KafkaFuture.completedFuture(null));
		configurationIs(failed(new TopicAuthorizationException("no DescribeConfigs")));
		topic(true).prepare();
	}

	@Test
	void anAclThatIsMissingIsNamed() {
		topicIs(failed(new TopicAuthorizationException("no Describe")));
		assertThatIOException().isThrownBy(() -> topic(true).prepare())
			.withMessageContaining("the topic 'positions' of positions needs the ACLs Read, Write and Describe")
			.withMessageContaining("no Describe");
	}

	@Test
	void aBrokerThatDoesNotAnswerIsNotWaitedForForever() {
		topicIs(new KafkaFutureImpl<>());
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> topic(true).prepare())
			.withMessageContaining("'positions'");
		then(this.admin).should().close(Duration.ZERO);
	}

}
