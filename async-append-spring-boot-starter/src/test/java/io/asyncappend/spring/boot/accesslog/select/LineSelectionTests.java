package io.asyncappend.spring.boot.accesslog.select;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.asyncappend.spring.boot.accesslog.pattern.TestExchange;

import static org.assertj.core.api.Assertions.assertThat;

class LineSelectionTests {

	private final TestExchange exchange = new TestExchange();

	@ParameterizedTest
	@CsvSource({ "/actuator/health, /actuator/health", "/actuator/**, /actuator", "/actuator/**, /actuator/",
			"/actuator/**, /actuator/health/live", "/static/*.css, /static/a.css", "/a/{id}/b, /a/1/b", "/a?, /ab",
			"/, /", "/**/health, /a/b/health", "/.well-known/**, /.well-known/x", "/a/*, /a/..b" })
	void aPathIsMatched(String pattern, String path) {
		assertThat(new PathPattern(pattern).matches(path)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "/actuator/health, /actuator/health/", "/actuator/health, /actuator/Health",
			"/actuator/health, /actuator/health/live", "/actuator/**, /actuatorx", "/actuator/**, /actuato", "/a/**, /",
			"/static/*.css, /static/b/a.css", "/actuator/**, /actuator/../admin", "/actuator/**, /actuator/./../admin",
			"/actuator/**, /actuator/..", "/actuator/**, /actuator/%2e%2e/admin", "/actuator/**, /actuator/..;/admin",
			"/actuator/**, /actuator//admin", "/actuator/**, '/actuator/\\admin'", "/actuator/**, /actuator/a#b",
			"/actuator/**, '/actuator/a\u00e9'", "/actuator/**, '/actuator/a\u0000'", "/a/*, /a/b;c", "/actuator/**, *",
			"/actuator/**, http://x/actuator/a" })
	void aPathIsNotMatched(String pattern, String path) {
		assertThat(new PathPattern(pattern).matches(path)).isFalse();
	}

	@Test
	void theFirstRuleThatIsAboutARequestDecides() {
		LineSelection selection = new LineSelection(List.of(new PathPattern("/out")),
				List.of(new SampleRule(new PathPattern("/api/**"), List.of(StatusRange.of("5xx")), 1),
						new SampleRule(new PathPattern("/api/**"), List.of(), 0),
						new SampleRule(null, List.of(StatusRange.of("404"), StatusRange.of("300-399")), 0)));
		assertThat(of(selection, "/out", 500)).isEqualTo(LeftOut.EXCLUDED);
		assertThat(of(selection, "/api/a", 500)).isNull();
		assertThat(of(selection, "/api/a", 200)).isEqualTo(LeftOut.SAMPLED);
		assertThat(of(selection, "/api/a", 0)).isEqualTo(LeftOut.SAMPLED);
		assertThat(of(selection, "/api/../a", 200)).isNull();
		assertThat(of(selection, "/a", 404)).isEqualTo(LeftOut.SAMPLED);
		assertThat(of(selection, "/a", 301)).isEqualTo(LeftOut.SAMPLED);
		assertThat(of(selection, "/a", 405)).isNull();
		assertThat(of(selection, "/a", 0)).isNull();
		this.exchange.present = false;
		assertThat(of(selection, "/out", 404)).isNull();
	}

	private LeftOut of(LineSelection selection, String path, int status) {
		this.exchange.path = path;
		this.exchange.status = status;
		return selection.leavesOut(this.exchange);
	}

}
