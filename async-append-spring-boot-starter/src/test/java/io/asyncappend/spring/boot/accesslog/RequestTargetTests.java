package io.asyncappend.spring.boot.accesslog;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is taken off a target, and what is not.
 */
class RequestTargetTests {

	@ParameterizedTest
	@CsvSource({ "http://example.org/hello, /hello,", "http://example.org/hello?a=b, /hello, a=b",
			"http://example.org, /,", "http://example.org?next=/admin, /, next=/admin",
			"http://example.org#/admin, /#/admin,", "http://user:secret@example.org?x, /, x",
			"http://example.org/@evil/hello, /@evil/hello,", "http://[::1]:80/hello, /hello,", "http://, /,",
			"http:///hello, /hello,", "coap+tcp://example.org/hello, /hello,",
			"http://example.org/hello?u=http://evil/secret, /hello, u=http://evil/secret" })
	void theAbsoluteFormLosesSchemeAndAuthority(String target, String path, @Nullable String query) {
		assertThat(RequestTarget.of(target)).isEqualTo(new RequestTarget(path, query));
	}

	@ParameterizedTest
	@CsvSource({ "/hello, /hello,", "/hello?, /hello, ''", "/hello?a?b, /hello, a?b", "/hello#a?b, /hello#a, b",
			"hello?u=http://evil/secret, hello, u=http://evil/secret",
			"hello#http://evil/secret, hello#http://evil/secret,",
			"hello/http://evil/secret, hello/http://evil/secret,", "?u=http://evil/secret, '', u=http://evil/secret",
			"//evil/hello, //evil/hello,", "/http://evil/secret, /http://evil/secret,",
			"urn:hello://x/secret, urn:hello://x/secret,", "://evil/secret, ://evil/secret,",
			"1http://evil/secret, 1http://evil/secret,", "h%74tp://evil/secret, h%74tp://evil/secret,",
			"http:/hello, http:/hello,", "http:hello, http:hello,", "example.org:443, example.org:443,", "*, *,",
			"'', ''," })
	void everythingElseStaysAsItCameIn(String target, String path, @Nullable String query) {
		assertThat(RequestTarget.of(target)).isEqualTo(new RequestTarget(path, query));
	}

	@Test
	void onlyTheAbsoluteFormHasAnAuthority() {
		assertThat(RequestTarget.authority("http://user@example.org:80/hello?x")).isEqualTo("user@example.org:80");
		assertThat(RequestTarget.authority("http://example.org?next=/admin")).isEqualTo("example.org");
		assertThat(RequestTarget.authority("hello?u=http://evil/secret")).isNull();
		assertThat(RequestTarget.authority("/hello")).isNull();
	}

}
