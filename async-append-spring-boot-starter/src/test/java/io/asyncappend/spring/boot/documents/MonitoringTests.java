package io.asyncappend.spring.boot.documents;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.RecordSink;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard and the rules of {@code samples/monitoring} name meters, tags and
 * sections of the runbook that there are; {@code .ci/monitoring} tries them with a
 * Prometheus.
 */
class MonitoringTests {

	private static final Path MONITORING = Document.ROOT.resolve("samples/monitoring");

	private static final Document RUNBOOK = Document.of("async-append-spring-boot-starter/docs/runbook.md");

	private static final String RUNBOOK_URL = "https://example.com/async-append/runbook.md";

	/** Of the scrape configuration, not of a meter. */
	private static final Set<String> TARGET_LABELS = Set.of("job", "instance");

	private static final Pattern SELECTOR = Pattern.compile("\\b(async_append[\\w:]*)(?:\\{([^}]*)})?");

	private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!=|!~|=)\\s*\"([^\"]*)\"");

	private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on|ignoring|without)\\s*\\(([^)]*)\\)");

	@TempDir
	Path directory;

	@Test
	void everyExpressionNamesMetersThatThereAre() throws Exception {
		Metrics metrics = scrape();
		List<String> expressions = new ArrayList<>(expressionsOfRules());
		expressions.addAll(expressionsOfDashboard());
		assertThat(expressions).hasSizeGreaterThan(60)
			.allSatisfy((expression) -> assertThat(metrics.unknown(expression)).as(expression).isEmpty());
	}

	@Test
	void whatIsNotThereIsFound() throws Exception {
		Metrics metrics = scrape();
		assertThat(metrics.unknown("rate(async_append_record_total[5m])")).containsExactly("async_append_record_total");
		assertThat(metrics.unknown("async_append_state{stat=\"failed\"}")).containsExactly("async_append_state{stat}");
		assertThat(metrics.unknown("async_append_state{state=\"broken\",job=~\"$a\"}"))
			.containsExactly("async_append_state{state=\"broken\"}");
		assertThat(metrics.unknown("async_append:none:rate5m")).containsExactly("async_append:none:rate5m");
		assertThat(metrics.unknown("sum by (job, nam) (async_append_state)")).containsExactly("nam");
		assertThat(metrics.unknown("async_append_state{state=\"failed\",instance=\"a\"} unless on (name) up"))
			.isEmpty();
	}

	@Test
	void everyMeterIsOnTheDashboard() throws Exception {
		String expressions = String.join("\n", expressionsOfDashboard());
		List<String> meters = new ArrayList<>(documented("actuator.md", "| meter | Prometheus | |"));
		assertThat(meters).hasSizeGreaterThan(30);
		meters.addAll(documented("actuator.md", "| of a cursor | Prometheus | |"));
		meters.addAll(documented("forwarding.md", "| meter of forwarding | Prometheus | |"));
		assertThat(meters).hasSizeGreaterThan(45)
			.allSatisfy(
					(meter) -> assertThat(expressions).containsPattern("\\b" + meter + "(_bucket|_sum|_count)?\\{"));
	}

	private static List<String> documented(String document, String header) {
		return Document.of("async-append-spring-boot-starter/docs/" + document)
			.rows(header)
			.stream()
			.map((row) -> row.get(1).replace("`", ""))
			.toList();
	}

	@Test
	void everyAlertSaysWhatToDo() throws Exception {
		List<Map<String, Object>> alerts = rules().stream().filter((rule) -> rule.containsKey("alert")).toList();
		assertThat(alerts).hasSize(21).allSatisfy((alert) -> {
			String name = alert.get("alert").toString();
			assertThat(name).startsWith("AsyncAppend");
			assertThat(map(alert, "labels").get("severity")).isIn("critical", "warning");
			assertThat(map(alert, "annotations").get("summary").toString()).contains("{{ $labels.").endsWith(".");
			assertThat(map(alert, "annotations")).containsEntry("runbook_url", RUNBOOK_URL + "#" + name.toLowerCase());
		});
		assertThat(RUNBOOK.anchors()).containsExactlyInAnyOrderElementsOf(alerts.stream()
			.map((alert) -> alert.get("alert").toString().toLowerCase())
			.collect(Collectors.toCollection(() -> new TreeSet<>(Set.of("runbook")))));
	}

	@Test
	void everyAlertIsTestedToFireAndNotTo() throws Exception {
		Map<String, Set<Boolean>> tested = new HashMap<>();
		list(yaml("rules-test.yml"), "tests").stream()
			.flatMap((test) -> list(test, "alert_rule_test").stream())
			.forEach((test) -> tested.computeIfAbsent(test.get("alertname").toString(), (key) -> new HashSet<>())
				.add(!list(test, "exp_alerts").isEmpty()));
		assertThat(tested.keySet()).containsExactlyInAnyOrderElementsOf(rules().stream()
			.filter((rule) -> rule.containsKey("alert"))
			.map((rule) -> rule.get("alert").toString())
			.toList());
		assertThat(tested)
			.allSatisfy((name, fires) -> assertThat(fires).as(name).containsExactlyInAnyOrder(true, false));
	}

	@Test
	void everyLinkOfTheDashboardLeadsToASection() throws Exception {
		Set<String> anchors = Pattern.compile(Pattern.quote(RUNBOOK_URL) + "#([\\w-]*)")
			.matcher(Files.readString(MONITORING.resolve("dashboard.json")))
			.results()
			.map((match) -> match.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		anchors.add("runbook");
		assertThat(anchors).containsExactlyInAnyOrderElementsOf(RUNBOOK.anchors());
	}

	@Test
	void theDashboardChoosesItsDataSourceAndApplication() throws Exception {
		Map<String, Object> dashboard = yaml("dashboard.json");
		assertThat(list(map(dashboard, "templating"), "list")).extracting((variable) -> variable.get("name"))
			.containsExactly("datasource", "application", "instance", "appender");
		assertThat(list(dashboard, "panels")).filteredOn((panel) -> panel.containsKey("targets"))
			.hasSizeGreaterThan(20)
			.allSatisfy((panel) -> assertThat(map(panel, "datasource")).containsEntry("uid", "${datasource}"));
		assertThat(dashboard.get("id")).isNull();
	}

	@Test
	void everySeriesHasTheUnitOfItsMeter() throws Exception {
		List<String> wrong = new ArrayList<>();
		for (Map<String, Object> panel : list(yaml("dashboard.json"), "panels")) {
			for (Map<String, Object> target : list(panel, "targets")) {
				String expression = target.get("expr").toString();
				String unit = unit(map(panel, "fieldConfig"), target.get("refId"));
				if (!unit.matches(unitsOf(expression))) {
					wrong.add(unit + ": " + expression);
				}
			}
		}
		assertThat(wrong).isEmpty();
	}

	private static String unit(Map<String, Object> config, Object series) {
		return list(config, "overrides").stream()
			.filter((override) -> series.equals(map(override, "matcher").get("options")))
			.flatMap((override) -> list(override, "properties").stream())
			.filter((property) -> property.get("id").equals("unit"))
			.map((property) -> property.get("value").toString())
			.findFirst()
			.orElseGet(() -> map(config, "defaults").get("unit").toString());
	}

	private static String unitsOf(String expression) {
		if (expression.contains("_seconds") && !expression.contains("_seconds_count")) {
			return "s";
		}
		if (expression.contains("_bytes")) {
			return expression.startsWith("rate(") ? "Bps" : "bytes";
		}
		return expression.contains("_ratio") ? "percentunit" : "short|ops";
	}

	private Metrics scrape() throws Exception {
		try (Running running = TestServer.TOMCAT.run(Application.class, "--async-append.directory=" + this.directory,
				"--async-append.appenders.access.file=access.log", "--async-append.access-log.appender=access",
				"--async-append.appenders.audit.file=audit.log", "--async-append.audit.appender=audit",
				"--async-append.appenders.orders.cursors.billing.start=oldest",
				"--async-append.appenders.orders.rotation.keep-until=billing",
				"--async-append.appenders.orders.forward.sink=taking")) {
			Set<String> recorded = rules().stream()
				.filter((rule) -> rule.containsKey("record"))
				.map((rule) -> rule.get("record").toString())
				.collect(Collectors.toSet());
			return Metrics.of(running.get("/actuator/prometheus").body(), recorded);
		}
	}

	private static List<Map<String, Object>> rules() throws Exception {
		return list(yaml("rules.yml"), "groups").stream().flatMap((group) -> list(group, "rules").stream()).toList();
	}

	private static List<String> expressionsOfRules() throws Exception {
		return rules().stream().map((rule) -> rule.get("expr").toString()).toList();
	}

	private static List<String> expressionsOfDashboard() throws Exception {
		List<String> expressions = new ArrayList<>();
		collect(yaml("dashboard.json"), expressions);
		return expressions;
	}

	private static void collect(Object value, List<String> expressions) {
		if (value instanceof Map<?, ?> map) {
			map.forEach((key, part) -> {
				if (key.equals("expr") || key.equals("definition")) {
					expressions.add(part.toString());
				}
				collect(part, expressions);
			});
		}
		else if (value instanceof Collection<?> all) {
			all.forEach((part) -> collect(part, expressions));
		}
	}

	/** JSON is YAML, too. */
	private static Map<String, Object> yaml(String file) throws Exception {
		return new Yaml().load(Files.readString(MONITORING.resolve(file)));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Map<String, Object> from, String key) {
		return (Map<String, Object>) from.get(key);
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> list(Map<String, Object> from, String key) {
		return (List<Map<String, Object>>) from.getOrDefault(key, List.of());
	}

	/**
	 * What an application was scraped for.
	 *
	 * @param values values by label by name of a series
	 * @param recorded what rules record
	 */
	private record Metrics(Map<String, Map<String, Set<String>>> values, Set<String> recorded) {

		static Metrics of(String scraped, Set<String> recorded) {
			Map<String, Map<String, Set<String>>> values = new HashMap<>();
			scraped.lines().filter((line) -> line.startsWith("async_append")).forEach((line) -> {
				Matcher selector = SELECTOR.matcher(line);
				assertThat(selector.lookingAt()).as(line).isTrue();
				Map<String, Set<String>> labels = values.computeIfAbsent(selector.group(1), (key) -> new HashMap<>());
				Matcher label = MATCHER.matcher(selector.group(2));
				while (label.find()) {
					labels.computeIfAbsent(label.group(1), (key) -> new HashSet<>()).add(label.group(3));
				}
			});
			return new Metrics(values, recorded);
		}

		/** What an expression names that is not there. */
		List<String> unknown(String expression) {
			List<String> unknown = new ArrayList<>();
			Matcher selector = SELECTOR.matcher(expression);
			while (selector.find()) {
				String name = selector.group(1);
				if (this.recorded.contains(name)) {
					continue;
				}
				Map<String, Set<String>> labels = this.values.get(name);
				if (labels == null) {
					unknown.add(name);
				}
				else if (selector.group(2) != null) {
					unknown.addAll(unknown(name, labels, selector.group(2)));
				}
			}
			Set<String> all = this.values.values()
				.stream()
				.flatMap((labels) -> labels.keySet().stream())
				.collect(Collectors.toCollection(() -> new HashSet<>(TARGET_LABELS)));
			GROUPING.matcher(expression)
				.results()
				.flatMap((match) -> List.of(match.group(1).split("\\s*,\\s*")).stream())
				.filter((label) -> !all.contains(label))
				.forEach(unknown::add);
			return unknown;
		}

		private static List<String> unknown(String name, Map<String, Set<String>> labels, String matchers) {
			List<String> unknown = new ArrayList<>();
			Matcher matcher = MATCHER.matcher(matchers);
			while (matcher.find()) {
				String label = matcher.group(1);
				if (TARGET_LABELS.contains(label)) {
					continue;
				}
				if (!labels.containsKey(label)) {
					unknown.add(name + "{" + label + "}");
				}
				else if (matcher.group(2).equals("=") && !labels.get(label).contains(matcher.group(3))) {
					unknown.add(name + "{" + matcher.group() + "}");
				}
			}
			return unknown;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		RecordSink taking() {
			return (batch) -> CompletableFuture.completedFuture(null);
		}

	}

}
