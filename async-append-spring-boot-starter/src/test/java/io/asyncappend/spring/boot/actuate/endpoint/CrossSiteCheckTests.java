package io.asyncappend.spring.boot.actuate.endpoint;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each request is to {@code example.org:8080}, unless a header says otherwise.
 */
class CrossSiteCheckTests {

	private final CrossSiteCheck check = new CrossSiteCheck("https://console.example.net"::equals);

	private boolean isCrossSite(String method, String headers) {
		List<String> lines = Arrays.stream(headers.split("\\|")).map(String::strip).toList();
		return this.check.isCrossSite(method,
				(name) -> lines.stream()
					.filter((line) -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
					.map((line) -> line.substring(name.length() + 1).strip())
					.toList(),
				"example.org", 8080);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Host: example.org:8080", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none",
			"Origin: http://example.org:8080", "Origin: HTTP://EXAMPLE.ORG:8080",
			"Origin: http://other.example | Sec-Fetch-Site: same-origin",
			"Origin: https://shop.example | Host: shop.example",
			"Origin: https://shop.example | Host: shop.example:443", "Origin: http://shop.example | Host: shop.example",
			"Origin: https://shop.example:8443 | Host: shop.example:8443",
			"Origin: https://shop.example | Host: 10.0.0.7:8080 | X-Forwarded-Host: shop.example",
			"Origin: https://shop.example:8443 | X-Forwarded-Host: shop.example | X-Forwarded-Port: 8443",
			"Origin: https://shop.example | X-Forwarded-Host: shop.example, proxy.internal",
			"Origin: https://shop.example | Forwarded: for=1.2.3.4;host=shop.example;proto=https, for=5.6.7.8",
			"Origin: https://shop.example:8443 | Forwarded: Host=\"shop.example:8443\"",
			"Origin: http://[::1]:8080 | Host: [::1]:8080", "Origin: http://my_app:8080 | Host: my_app:8080",
			"Origin: http://4f66ad9a0b2e:8080 | Host: 4f66ad9a0b2e:8080", "Origin: http://node.1a | Host: node.1a",
			"Origin: http://my_app | X-Forwarded-Host: my_app", "Origin: https://console.example.net",
			"Origin: https://console.example.net | Sec-Fetch-Site: cross-site" })
	void isLeftAlone(String headers) {
		assertThat(isCrossSite("POST", headers)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Sec-Fetch-Site:",
			"Sec-Fetch-Site: Same-Origin", "Sec-Fetch-Site: something-new",
			"Sec-Fetch-Site: same-origin | Sec-Fetch-Site: cross-site",
			"Sec-Fetch-Site: cross-site | Origin: http://example.org:8080", "Origin: null", "Origin:",
			"Origin: http://evil.example", "Origin: http://example.org", "Origin: http://example.org:80",
			"Origin: http://example.org:3000 | Host: example.org:8080", "Origin: http://example.org:8080.evil.example",
			"Origin: http://example.org.evil.example:8080", "Origin: http://evil.example/example.org:8080",
			"Origin: http://evil.example:8080 | Host: example.org:8080",
			"Origin: http://example.org:8080 | Origin: http://evil.example", "Origin: file://", "Origin: about:blank",
			"Origin: chrome-extension://abcdef", "Origin: https://console.example.net.evil.example",
			"Origin: https://shop.example | X-Forwarded-Host: other.example | X-Forwarded-Port: 443",
			"Origin: http://my_evil:8080 | Host: my_app:8080", "Origin: http://my_app:8081 | Host: my_app:8080",
			"Origin: http://my_app:8080@evil.example | Host: my_app:8080", "Origin: http://example.org:99999999999",
			"Origin: http://evil.example:8080, http://example.org:8080", "Origin: http://[::2]:8080 | Host: [::1]:8080",
			"Origin: http://example.org:8080 http://evil.example",
			"Origin: https://shop.example:9 | Forwarded: for=shop.example:9" })
	void isRefused(String headers) {
		assertThat(isCrossSite("POST", headers)).isTrue();
		assertThat(isCrossSite("DELETE", headers)).isTrue();
		assertThat(isCrossSite("GET", headers)).isFalse();
	}

	@Test
	void aPreflightIsLeftToCors() {
		assertThat(isCrossSite("OPTIONS", "Origin: http://evil.example | Sec-Fetch-Site: cross-site")).isFalse();
	}

}
