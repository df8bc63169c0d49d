package io.asyncappend.spring.boot.audit;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Secrets do not get into the trail.
 */
class AuditMaskTests {

	private static String line(Map<String, Object> data, String... settings) {
		AuditProperties properties = AuditSettings.of(settings);
		return new String(
				new AuditEventWriter(new Mask(properties.mask()), 65536).write(new AuditEvent("ada", "T", data)),
				StandardCharsets.UTF_8);
	}

	@ParameterizedTest
	@ValueSource(strings = { "password", "PASSWORD", "newPassword", "user_password", "passwd", "pwd", "dbPwd", "secret",
			"client-secret", "token", "access_token", "X-Auth-Token", "sessionId", "SESSION_ID", "JSESSIONID",
			"session.id", "Authorization", "Proxy-Authorization", "credentials", "apiKey", "api-key", "X-API-Key",
			"pin", "PIN", "userPin", "pin_code", "Cookie", "Set-Cookie", "privateKey", "otp", "cvv", "jwt", "pass",
			"db_pass", "passcode", "_csrf", "csrfToken", "XSRF" })
	void aSecretIsMaskedByItsName(String name) {
		assertThat(line(Map.of(name, "hunter2"))).contains("\"" + name + "\":\"***\"").doesNotContain("hunter2");
		assertThat(line(Map.of("nested", List.of(Map.of(name, Map.of("a", List.of("hunter2")), "z", "shown")))))
			.contains("\"" + name + "\":\"***\"", "\"z\":\"shown\"")
			.doesNotContain("hunter2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "shipping", "pinned", "opinion", "user", "remoteAddress", "hotplug", "session", "compass",
			"passenger" })
	void whatOnlyLooksLikeASecretIsShown(String name) {
		assertThat(line(Map.of(name, "shown"))).contains("\"" + name + "\":\"shown\"");
	}

	@Test
	void gettersAndRecordsAndTexts() {
		assertThat(line(Map.of("login", new Login("ada", "hunter2", 4711)))).contains("\"user\":\"ada\"",
				"\"password\":\"***\"", "\"pin\":\"***\"");
		assertThat(line(Map.of("broken", new Broken())))
			.contains("Broken[user=ada, password=***, apiKey: ***, other=shown]")
			.doesNotContain("hunter2");
	}

	@Test
	void anAuthenticationOfSpringSecurity() {
		UsernamePasswordAuthenticationToken ada = UsernamePasswordAuthenticationToken.unauthenticated("ada", "hunter2");
		ada.setDetails(new Details());
		assertThat(line(Map.of("authentication", ada)))
			.contains("\"credentials\":\"***\"", "\"sessionId\":\"***\"", "192.0.2.7")
			.doesNotContain("hunter2", "4711ABCD");
	}

	@ParameterizedTest
	@ValueSource(strings = { "name", "key", "headerName", "parameter", "property_name" })
	void aValueIsMaskedByTheNameBesideIt(String naming) {
		Map<String, Object> before = new LinkedHashMap<>();
		before.put(naming, "Password");
		before.put("value", "hunter2");
		before.put("other", "shown");
		before.put("exact", new BigDecimal("1.50"));
		Map<String, Object> behind = new LinkedHashMap<>();
		behind.put("values", List.of("hunter2"));
		behind.put(naming, "x-api-key");
		assertThat(line(before)).contains(":\"Password\"", "\"value\":\"***\"", "shown", "1.50")
			.doesNotContain("hunter2");
		assertThat(line(behind)).contains("\"values\":\"***\"").doesNotContain("hunter2");
		assertThat(line(Map.of("nested", List.of(before, Map.of("deeper", Optional.of(behind))))))
			.contains("\"value\":\"***\"", "\"values\":\"***\"", "shown", "1.50")
			.doesNotContain("hunter2");
		assertThat(line(Map.of(naming, "colour", "value", "shown"))).contains("\"value\":\"shown\"");
	}

	@Test
	void aCookieIsMaskedByItsName() {
		assertThat(line(Map.of("jar", List.of(new NamedValue("JSESSIONID", "hunter2"))))).contains("JSESSIONID")
			.doesNotContain("hunter2");
	}

	@Test
	void aNameOfWideLettersIsThatOfASecretToo() {
		assertThat(line(Map.of("\uff30\uff41\uff53\uff53\uff57\uff4f\uff52\uff44", "hunter2")))
			.doesNotContain("hunter2");
	}

	@Test
	void textsAreRecordedAsTheyAre() {
		assertThat(line(Map.of("message", "password=hunter2"))).contains("password=hunter2");
	}

	@Test
	void theListCanBeChanged() {
		assertThat(line(Map.of("iban", "DE02", "password", "p"), "mask=iban")).contains("\"iban\":\"***\"",
				"\"password\":\"p\"");
		assertThat(line(Map.of("password", "p"), "mask=")).contains("\"password\":\"p\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Login[request=Inner[user=ada, password=hunter2], other=shown]",
			"Login(inner=Inner(password=hunter2), other=shown)", "{request={password=hunter2}, other=shown}",
			"Login[passwords=[a, hunter2], other=shown]", "Login[tokens={a=b, c=hunter2}, other=shown]",
			"{Cookie=[a=b; c=hunter2], other=shown}", "{Cookie=a=b; c=hunter2, other=shown}",
			"Login[password=a,hunter2, other=shown]", "Login[password=a)hunter2, other=shown]",
			"Login[password=\"a\\\"hunter2\", other=shown]", "login: password=hunter2, other=shown",
			"Login[privateKey=-----BEGIN\nhunter2\nhunter2, other=shown]",
			"{\"password\":\"hunter2\",\"other=shown\":1}", "Authorization: Basic hunter2\nother=shown",
			"Login[пин.password=hunter2, other=shown]" })
	void aSecretIsMaskedAtAnyDepthOfAText(String text) {
		assertThat(line(Map.of("text", new TextOnly(text)))).contains("***", "other=shown").doesNotContain("hunter2");
	}

	@Test
	void aNameThatIsCutIsStillThatOfASecret() {
		String name = "x".repeat(1 << 17) + "Password";
		assertThat(line(Map.of(name, "hunter2", "nested", Map.of(name, "hunter2")))).doesNotContain("hunter2");
	}

	@Test
	void nothingIsNoSecret() {
		assertThat(line(java.util.Collections.singletonMap("password", null))).contains("\"password\":null");
	}

	record NamedValue(String name, String value) {
	}

	record Login(String user, String password, int pin) {
	}

	/** As Spring Security's of the web. */
	static class Details {

		public String getRemoteAddress() {
			return "192.0.2.7";
		}

		public String getSessionId() {
			return "4711ABCD";
		}

	}

	/** A bean that can be had as text only. */
	static class TextOnly {

		private final String text;

		TextOnly(String text) {
			this.text = text;
		}

		public String getUser() {
			throw new IllegalStateException("no session");
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	/** Another. */
	static class Broken {

		public String getUser() {
			throw new IllegalStateException("no session");
		}

		@Override
		public String toString() {
			return "Broken[user=ada, password=hunter2 and more, apiKey: \"hunter2,\", other=shown]";
		}

	}

}
