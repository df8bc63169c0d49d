package io.asyncappend.spring.boot.audit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.audit.AuditEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A number that is found is the one that was added.
 */
class AuditNumbersTests {

	private final AuditEventWriter writer = new AuditEventWriter(new Mask(List.of()), 65536);

	private final AuditEventReader reader = new AuditEventReader(1 << 24);

	private Object found(Object number) {
		byte[] line = this.writer.write(new AuditEvent("ada", "T", Map.of("n", number)));
		return this.reader.read(line, line.length).event().getData().get("n");
	}

	private Object read(String digits) {
		byte[] line = ("{\"timestamp\":\"2026-11-28T00:00:00Z\",\"principal\":\"a\",\"type\":\"b\",\"data\":{\"n\":"
				+ digits + "}}")
			.getBytes(StandardCharsets.UTF_8);
		return this.reader.read(line, line.length).event().getData().get("n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.1234567890123456789012345", "1E+400", "-1E+400", "1E-400", "1E+2", "1.10", "100.00",
			"123456789012345678.5", "4.9E-325", "1E+2147483647", "3.141592653589793238462643383279" })
	void aDecimalIsExact(String digits) {
		assertThat(found(new BigDecimal(digits))).isEqualTo(new BigDecimal(digits));
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.0, -0.0, 1.0, 0.1, 1e300, 4.9e-324, Double.MAX_VALUE, -2.5, 1e7, 123456.789 })
	void aDoubleIsADouble(double number) {
		assertThat(found(number)).isEqualTo(number);
	}

	@ParameterizedTest
	@ValueSource(strings = { "9223372036854775808", "-9223372036854775809", "123456789012345678901234567890" })
	void aLargeIntegerIsExact(String digits) {
		assertThat(found(new BigInteger(digits))).isEqualTo(new BigInteger(digits));
	}

	@Test
	void anIntegerIsOfTheSmallestTypeThatHoldsIt() {
		assertThat(found(1)).isEqualTo(1);
		assertThat(found(1L)).isEqualTo(1);
		assertThat(found(Integer.MIN_VALUE)).isEqualTo(Integer.MIN_VALUE);
		assertThat(found(Integer.MAX_VALUE + 1L)).isEqualTo(Integer.MAX_VALUE + 1L);
		assertThat(found(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
		assertThat(found(BigInteger.ONE)).isEqualTo(1);
		assertThat(read("-0")).isEqualTo(-0.0);
		assertThat(found(0.5f)).isEqualTo(0.5);
	}

	@Test
	void randomNumbersAreExact() {
		Random random = new Random(20261128);
		for (int i = 0; i < 20_000; i++) {
			BigDecimal number = new BigDecimal(new BigInteger(1 + random.nextInt(200), random),
					random.nextInt(800) - 400);
			number = random.nextBoolean() ? number : number.negate();
			Object found = found(number);
			assertThat(new BigDecimal(found.toString())).isEqualByComparingTo(number);
			double near = Double.longBitsToDouble(random.nextLong());
			if (Double.isFinite(near)) {
				assertThat(found(near)).isEqualTo(near);
			}
		}
	}

	@Test
	void whatIsTooLongForANumberIsItsText() {
		assertThat(read("1".repeat(20_001))).isEqualTo("1".repeat(20_001));
		assertThat(read("1E+99999999999")).isEqualTo("1E+99999999999");
		assertThat(read("1".repeat(20_000))).isEqualTo(new BigInteger("1".repeat(20_000)));
	}

}
