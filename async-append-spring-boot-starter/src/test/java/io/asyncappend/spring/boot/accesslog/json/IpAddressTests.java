package io.asyncappend.spring.boot.accesslog.json;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class IpAddressTests {

	@ParameterizedTest
	@ValueSource(strings = { "0.0.0.0", "127.0.0.1", "255.255.255.255", "203.0.113.7", "::", "::1", "1::",
			"2001:db8::1", "1:2:3:4:5:6:7:8", "fe80::1:2:3", "2001:db8:0:1:1:1:1:1" })
	void anAddress(String text) {
		assertThat(IpAddress.is(text)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1..2.3", ".1.2.3", "1.2.3.",
			"1.2.3.x", "localhost", "unknown", "_hidden", ":", ":::", "1::2::3", "1:2:3", "1:2:3:4:5:6:7:8:9",
			"1:2:3:4:5:6:7::8", "12345::", "g::", "::1%eth0", "[::1]", "1:", ":1", "***", "\u0661.2.3.4", "::\u0661" })
	void noAddress(String text) {
		assertThat(IpAddress.is(text)).isFalse();
	}

}
