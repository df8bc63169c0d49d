package io.asyncappend.spring.boot.forward.kafka;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.asyncappend.LogRecord;
import io.asyncappend.ReceivedRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The format of positions: the samples were written by another program than this. */
class TopicPositionTests {

	private static final UUID INSTANCE = UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e");

	private static final TopicPosition POSITION = new TopicPosition(INSTANCE, Optional
		.of(ReceivedRecord.of(new LogRecord(161, 170, 19, "order 19".getBytes(StandardCharsets.US_ASCII)))));

	private static byte[] sample(String name) throws Exception {
		try (InputStream sample = TopicPositionTests.class.getResourceAsStream(name)) {
			return sample.readAllBytes();
		}
	}

	@Test
	void theSampleOfVersionOneIsRead() throws Exception {
		assertThat(TopicPosition.of(sample("position-v1.bin"))).isEqualTo(POSITION);
		assertThat(POSITION.toBytes()).isEqualTo(sample("position-v1.bin"));
	}

	@Test
	void theSampleWithoutARecordIsRead() throws Exception {
		TopicPosition none = new TopicPosition(INSTANCE, Optional.empty());
		assertThat(TopicPosition.of(sample("position-v1-none.bin"))).isEqualTo(none);
		assertThat(none.toBytes()).isEqualTo(sample("position-v1-none.bin"));
	}

	@Test
	void aKeyIsTheLogAndTheTopic() {
		assertThat(TopicPosition.key(INSTANCE, "orders")).asString()
			.isEqualTo("0f8fad5b-d9cb-469f-a165-70867728950e/orders");
	}

	@Test
	void eachByteThatIsWrongIsNoticed() {
		byte[] good = POSITION.toBytes();
		for (int i = 0; i < good.length; i++) {
			byte[] bad = good.clone();
			bad[i] ^= 4;
			assertThatIllegalArgumentException().isThrownBy(() -> TopicPosition.of(bad));
		}
		for (int length = 0; length < good.length; length++) {
			byte[] shorter = Arrays.copyOf(good, length);
			assertThatIllegalArgumentException().isThrownBy(() -> TopicPosition.of(shorter));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPosition.of(Arrays.copyOf(good, 57)));
	}

	@Test
	void anotherVersionIsNamed() {
		byte[] later = ByteBuffer.wrap(POSITION.toBytes()).putInt(4, 2).array();
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPosition.of(later))
			.withMessageContaining("it has version 2, and this release knows version 1");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPosition.of("text".getBytes(StandardCharsets.UTF_8)))
			.withMessageContaining("no position");
	}

}
