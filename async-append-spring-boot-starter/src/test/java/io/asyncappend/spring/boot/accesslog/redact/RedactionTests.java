package io.asyncappend.spring.boot.accesslog.redact;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RedactionTests {

	private final Redaction redaction = new Redaction(
			List.of("token", "access_token", "pass phrase", "\u043f\u0430\u0440\u043e\u043b\u044c"),
			List.of("X-Api-Key"), List.of("persistent"));

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			token=SECRET | token=***
			a=b&token=SECRET&c=d | a=b&token=***&c=d
			TOKEN=SECRET&ToKeN=SECRET | TOKEN=***&ToKeN=***
			token=SECRET&token=SECRET | token=***&token=***
			token= | token=***
			token | token
			token&a | token&a
			tokens=a&atoken=b&to=ken | tokens=a&atoken=b&to=ken
			%74oken=SECRET | %74oken=***
			%54%4F%4b%45%4e=SECRET | %54%4F%4b%45%4e=***
			%2574oken=SECRET | %2574oken=***
			%252574oken=SECRET | %252574oken=***
			%%374oken=SECRET | %%374oken=***
			%u0074oken=SECRET | %u0074oken=***
			token%3DSECRET | token%3D***
			token=SEC%26RET&a=b | token=***&a=b
			token=SEC;RET=1&a=b | token=***&a=b
			token=SEC?RET#SECRET&a | token=***&a
			token=SECRET%20SECRET+SECRET | token=***
			token=%53%45%43%52%45%54 | token=***
			a;token=SECRET | a;token=***
			a=1;token=SECRET;SECRET&b=2 | a=1;token=***&b=2
			token[]=SECRET&token[0]=SECRET | token[]=***&token[0]=***
			user[token]=SECRET&user.token=SECRET | user[token]=***&user.token=***
			user%5Btoken%5D=SECRET | user%5Btoken%5D=***
			+token=SECRET&%20token+=SECRET&token%00=SECRET | +token=***&%20token+=***&token%00=***
			a=token=SECRET | a=token=***
			?token=SECRET | ?token=***
			url=https://x/?token=SECRET&a=b | url=https://x/?token=***&a=b
			url=https%3A%2F%2Fx%2F%3Fa%3Db%26token%3DSECRET&c=d | url=https%3A%2F%2Fx%2F%3Fa%3Db%26token%3D***&c=d
			url=https%3A%2F%2Fx%2F%3Ftoken%3DSECRET%26b%3D1&c=d | url=https%3A%2F%2Fx%2F%3Ftoken%3D***%26b%3D1&c=d
			url=x%3Ftoken%3DSEC%2526RET%26b%3D1 | url=x%3Ftoken%3D***%26b%3D1
			url=x%253Ftoken%253DSECRET | url=x%253Ftoken%253D***
			url=https://x/%23access_token=SECRET | url=https://x/%23access_token=***
			%D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C=SECRET | %D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C=***
			url=https://ada:SECRET@x/y | url=https://***@x/y
			url=https%3A%2F%2Fada%3ASECRET%40x%2Fy&b=c | url=https%3A%2F%2F***%40x%2Fy&b=c
			url=https://ada:SEC%2FRET@x/y | url=https://***@x/y
			url=https://ada:SEC@RET@x/y@z | url=https://***@x/y@z
			url=//ada:SECRET@x/y | url=//***@x/y
			url=https:/ada:SECRET@x/y | url=https:/***@x/y
			url=https:\\\\ada:SECRET@x/y | url=https:\\\\***@x/y
			url=https:%5C/ada:SECRET@x/y | url=https:%5C/***@x/y
			url=https:///ada:SECRET@x/y | url=https:///***@x/y
			map={token=SECRET, a=b} | map={token=***
			q=words%20token=SECRET&a=b | q=words%20token=***&a=b
			q=words,"token"=b&(token+=SECRET | q=words,"token"=b&(token+=***
			q=a%0atoken=SECRET | q=a%0atoken=***
			a%zz=%&b=%2&token=SECRET | a%zz=%&b=%2&token=***
			pass+phrase=SECRET&Pass%20Phrase=SECRET | pass+phrase=***&Pass%20Phrase=***
			user[pass%2Bphrase]=SECRET&q=a,pass%2520phrase=SECRET | user[pass%2Bphrase]=***&q=a,pass%2520phrase=***
			a;jsessionid=SECRET | a;jsessionid=***
			%C2%A0token=SECRET&token%E2%80%8B=SECRET | %C2%A0token=***&token%E2%80%8B=***
			%EF%BB%BFtoken=SECRET&to%C2%ADken[]=SECRET | %EF%BB%BFtoken=***&to%C2%ADken[]=***
			q=a,%C2%A0token%E2%80%8B=SECRET&to%0Dken=SECRET | q=a,%C2%A0token%E2%80%8B=***&to%0Dken=***
			%u00A0token=SECRET&pass%C2%A0phrase=SECRET | %u00A0token=***&pass%C2%A0phrase=***
			""")
	void aQuery(String query, String expected) {
		assertThat(this.redaction.text(query)).isEqualTo(expected);
		assertThat(expected).doesNotContain("SEC", "RET");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a=b", "a=%zz&b=%", "q=a@b.org", "q=%25%25%25", "time=12:30&x=//y", "tok%65=1",
			"=&=&;;??##", "q=***" })
	void aQueryWithoutSecretsStaysAsItCameIn(String query) {
		assertThat(this.redaction.text(query)).isSameAs(query);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			/a;token=SECRET/b | /a;token=***/b
			/a;token=SEC%2FRET/b | /a;token=***/b
			/a;TOKEN=SECRET;c=d/b | /a;TOKEN=***;c=d/b
			/a%3Btoken=SECRET/b | /a%3Btoken=***/b
			/a#token=SECRET/SECRET | /a#token=***
			/go/https%3A%2F%2Fx%2F%3Ftoken%3DSECRET | /go/https%3A%2F%2Fx%2F%3Ftoken%3D***
			/go/https://ada:SECRET@x/y | /go/https://***@x/y
			/token/b=c | /token/b=c
			//ada@x | //ada@x
			/go/https:/ada:SECRET@x/y | /go/https:/***@x/y
			/a/token=SECRET/b | /a/token=***/b
			/a/b@c/d:e | /a/b@c/d:e
			/a;jsessionid=SECRET/b;JSessionId=SECRET | /a;jsessionid=***/b;JSessionId=***
			/a;%6Asessionid=SECRET;SESSION=SECRET;b=c | /a;%6Asessionid=***;SESSION=***;b=c
			/a%3Bjsessionid%3DSECRET | /a%3Bjsessionid%3D***
			ada:SECRET@example.org:443 | ***@example.org:443
			ada:SECRET%40example.org | ***%40example.org
			* | *
			""")
	void aPath(String path, String expected) {
		assertThat(this.redaction.path(path)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
			Authorization | Basic SECRET | ***
			AUTHORIZATION | Bearer SECRET, Basic SECRET | ***
			Proxy-Authorization | SECRET | ***
			cookie | a=SECRET | ***
			Set-Cookie | a=SECRET; Path=/ | ***
			x-api-key | SECRET | ***
			Authorization | - | -
			X-Other | a | a
			Referer | https://x/a?token=SECRET&b=c | https://x/a?token=***&b=c
			Referer | //ada:SECRET@x/ | //***@x/
			Refresh | 0; url=//ada:SECRET@x/ | 0; url=//***@x/
			X-Attributes | {id=1, token=SECRET} | {id=1, token=***
			WWW-Authenticate | Bearer realm="x", token="SECRET" | Bearer realm="x", token=***
			X-Note | from <ada@example.org>, a=b | from <ada@example.org>, a=b
			Referer | https://ada:SECRET@x/?a | https://***@x/?a
			Location | /next#access_token=SECRET | /next#access_token=***
			Link | <https://x/?token=SECRET>; rel=next | <https://x/?token=***
			X-Original-URL | /a/b;token=SECRET/c?d | /a/b;token=***
			X-Forwarded-Uri | /a?TOKEN=SECRET, /b?token=SECRET | /a?TOKEN=***
			User-Agent | curl/7.88 (x; y=z) | curl/7.88 (x; y=z)
			Referer | https://x/a;jsessionid=SECRET?b=c | https://x/a;jsessionid=***
			X-Forwarded-Cookie | a=b; Session=SECRET | a=b; Session=***
			Host | ada:SECRET@example.org:81 | ***@example.org:81
			x-forwarded-host | ada:SECRET@example.org, proxy | ***@example.org, proxy
			From | ada@example.org | ada@example.org
			""")
	void aHeader(String name, @Nullable String value, @Nullable String expected) {
		assertThat(this.redaction.header(name, value)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "JSESSIONID, ***", "jsessionid, ***", "SESSION, ***", "__Host-SESSION, ***", "__Secure-session, ***",
			"Remember-Me, ***", "persistent, ***", "theme, dark" })
	void aCookie(String name, String expected) {
		assertThat(this.redaction.cookie(name, "dark")).isEqualTo(expected);
		assertThat(this.redaction.cookie(name, null)).isNull();
	}

	@Test
	void aUserBeforeTheHost() {
		assertThat(this.redaction.host("ada:SECRET@example.org")).isEqualTo("***@example.org");
		assertThat(this.redaction.host("ada:SEC%2FRET%40example.org")).isEqualTo("***%40example.org");
		assertThat(this.redaction.host("example.org")).isEqualTo("example.org");
		assertThat(this.redaction.host(null)).isNull();
	}

	/** What is decoded may be encoded again, and again, but not at any price. */
	@Test
	void aLongTextTakesLinearTime() {
		String deep = "%" + "25".repeat(100_000) + "74oken=SECRET";
		assertThat(this.redaction.text(deep)).endsWith("74oken=***");
		assertThat(this.redaction.text("=".repeat(100_000) + "token=SECRET")).endsWith("=token=***");
		assertThat(this.redaction.text("a ".repeat(100_000) + "token=SECRET")).endsWith("a token=***");
		assertThat(this.redaction.text("pass+".repeat(100_000) + "phrase=SECRET")).endsWith("+pass+phrase=***");
		assertThat(this.redaction.text("/".repeat(100_000) + "ada:SECRET@x")).endsWith("/***@x");
	}

}
