package io.asyncappend.spring.boot.accesslog.pattern;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Tag("jdk")
class LinePatternTests {

	private static final String TIME = "[" + DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ENGLISH)
		.format(Instant.ofEpochMilli(1_790_000_000_123L).atZone(ZoneId.systemDefault())) + "]";

	private final TestExchange exchange = new TestExchange();

	@Test
	void common() {
		assertThat(line("common")).isEqualTo("192.0.2.7 - ada " + TIME + " \"GET /a/b?c=d HTTP/1.1\" 200 1234\n");
	}

	@Test
	void combined() {
		assertThat(line("combined")).isEqualTo(
				"192.0.2.7 - ada " + TIME + " \"GET /a/b?c=d HTTP/1.1\" 200 1234 \"in:Referer\" \"in:User-Agent\"\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			%h %a | 192.0.2.7 192.0.2.7
			%A:%p %{local}p %{remote}p | 192.0.2.1:8080 8080 40000
			%b %B | 1234 1234
			%D %T %{us}T %{ms}T %{s}T | 2345678 2 2345678 2345 2
			%m %U %q %H | GET /a/b ?c=d HTTP/1.1
			%r | GET /a/b?c=d HTTP/1.1
			%s %>s | 200 200
			%{sec}t %{msec}t | 1790000000 1790000000123
			%u %v %l | ada example.org -
			%{X-In}i %{X-Out}o | in:X-In out:X-Out
			%{traceId}x %{spanId}x | 0af7651916cd43dd8448eb211c80319c b7ad6b7169203331
			%{some.attribute}r %{theme}c | 42 -
			100%% café {"path":"%U"} | 100% café {"path":"/a/b"}
			""")
	void directives(String pattern, String expected) {
		assertThat(line(pattern)).isEqualTo(expected + "\n");
	}

	@Test
	void whatIsNotThereIsADash() {
		this.exchange.present = false;
		assertThat(line("%h %A %u %v %m %U %H %{X}i %{X}o|%q|%r|%s|%b %B|%{X}c %{X}r %{traceId}x %{spanId}x"))
			.isEqualTo("- - - - - - - - -||-|-|- 0|- - - -\n");
	}

	@Test
	void aPortThatIsNotKnownIsADash() {
		this.exchange.port = -1;
		assertThat(line("%p %{local}p %{remote}p")).isEqualTo("- - -\n");
		this.exchange.port = 0;
		assertThat(line("%p")).isEqualTo("0\n");
	}

	@Test
	void aResponseThatHasNoBodyHasNoBytes() {
		this.exchange.method = "HEAD";
		assertThat(line("%b %B")).isEqualTo("- 0\n");
		this.exchange.method = "GET";
		for (int status : new int[] { 101, 204, 304 }) {
			this.exchange.status = status;
			assertThat(line("%b %B")).isEqualTo("- 0\n");
		}
	}

	@Test
	void nothingFromOutsideForgesALine() {
		String evil = "x\" 200 5\n127.0.0.1 - root [now] \"GET /\r\t\b\u000b\u0000\u007f\u0085\u00e9\u20ac\ud83d\ude00\\";
		this.exchange.method = evil;
		this.exchange.path = evil;
		this.exchange.query = evil;
		this.exchange.protocol = evil;
		this.exchange.user = evil;
		this.exchange.header = evil;
		String escaped = "x\\\" 200 5\\n127.0.0.1 - root [now] \\\"GET /\\r\\t\\b\\v\\x00\\x7f\\x85\\xe9\\xe2\\x82\\xac"
				+ "\\xf0\\x9f\\x98\\x80\\\\";
		assertThat(line("%m|%U|%q|%H|%{X}i|%{X}o"))
			.isEqualTo(escaped + "|" + escaped + "|?" + escaped + "|" + escaped + "|" + escaped + "|" + escaped + "\n");
		assertThat(line("\"%r\"")).isEqualTo("\"" + escaped + " " + escaped + "?" + escaped + " " + escaped + "\"\n");
	}

	@Test
	void whatTheApplicationSaysForgesNoLineEither() {
		this.exchange.user = "x\" 200\n\\\u0085\u00e9\u20ac";
		this.exchange.attribute = this.exchange.user;
		String escaped = "x\\\" 200\\n\\\\\\xc2\\x85\\xc3\\xa9\\xe2\\x82\\xac";
		assertThat(line("%u|%{X}r")).isEqualTo(escaped + "|" + escaped + "\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			theme=dark | dark
			theme=dark; other=1 | dark
			a=b;  theme = "dark" | \\"dark\\"
			theme=a=b | a=b
			xtheme=1; theme=2; Theme=3 | 2
			theme=1; theme=2, theme=3 | 1, 2, 3
			theme= | -
			theme; other=1 | -
			;;,=;theme | -
			""")
	void aCookieIsFoundByItsName(String header, String expected) {
		this.exchange.header = header;
		assertThat(line("%{theme}c")).isEqualTo(expected + "\n");
	}

	@Test
	void aHalfSurrogatePairIsEscapedToo() {
		this.exchange.user = "\ud83d\n";
		assertThat(line("%u")).isEqualTo("\\xed\\xa0\\xbd\\n\n");
	}

	@Test
	void aLineOfAnyLength() {
		this.exchange.path = "/" + "a\"".repeat(100_000);
		assertThat(line("%U")).isEqualTo("/" + "a\\\"".repeat(100_000) + "\n");
	}

	@Test
	void anUnknownDirectiveIsNamedWithItsPlace() {
		assertError("%h %k", "has the unknown directive '%k' at character 4");
		assertError("%h %{X}k", "has the unknown directive '%{X}k' at character 4");
		assertError("%{x}x", "has the unknown directive '%{x}x' at character 1");
		assertError("%{TraceId}x", "has the unknown directive '%{TraceId}x' at character 1");
		assertError("%x", "has the unknown directive '%x' at character 1");
		assertError("%c", "has the unknown directive '%c' at character 1");
		assertError("%{}c", "has the unknown directive '%{}c' at character 1");
		assertError("%{}r", "has the unknown directive '%{}r' at character 1");
		assertError("%{}i", "has the unknown directive '%{}i' at character 1");
		assertError("%{X}%", "has the unknown directive '%{X}%' at character 1");
		assertError("%>b", "has the unknown directive '%>' at character 1");
	}

	@Test
	void aPatternThatIsNone() {
		assertError("combind", "is neither common nor combined and has no directive such as %r");
		assertError("", "is neither common nor combined and has no directive such as %r");
		assertError("%h %", "ends within a directive at character 4");
		assertError("%h %{X", "has a '%{' without a '}' at character 4");
		assertError("%h\n%r", "has a control character at character 3");
	}

	private void assertError(String pattern, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> LinePattern.of(pattern)).withMessage(message);
	}

	private String line(String pattern) {
		LineBuffer line = new LineBuffer();
		LinePattern compiled = LinePattern.of(pattern);
		compiled.write(this.exchange, line);
		compiled.write(this.exchange, line);
		return new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8);
	}

}
