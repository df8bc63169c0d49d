package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Result;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Tests of the core, run once more. Whatever did not run to its end and succeed is a
 * violation: one that was skipped proves nothing.
 */
final class TestRun implements TestExecutionListener {

	private static final Pattern TRIES = Pattern.compile("tries = (\\d+)");

	private final String className;

	private final Result result;

	private final Set<String> succeeded = new ConcurrentSkipListSet<>();

	private TestRun(String className, Result result) {
		this.className = className;
		this.result = result;
	}

	/**
	 * Runs the tests of a class, the inherited ones too.
	 * @param engine the JUnit engine that knows the tests
	 * @param className the class
	 * @param parameters of the engine
	 * @param result where each test is a run
	 * @return what succeeded, by the names of methods and invocations
	 */
	static Set<String> of(String engine, String className, Map<String, String> parameters, Result result) {
		LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
			.selectors(DiscoverySelectors.selectClass(className))
			.filters(EngineFilter.includeEngines(engine))
			.configurationParameters(parameters)
			.build();
		TestRun run = new TestRun(className, result);
		LauncherFactory.create().execute(request, run);
		if (run.succeeded.isEmpty()) {
			result.violation(className + ": no test succeeded");
		}
		return run.succeeded;
	}

	@Override
	public void executionSkipped(TestIdentifier test, String reason) {
		this.result.violation(name(test) + " was skipped: " + reason);
	}

	@Override
	public void executionFinished(TestIdentifier test, TestExecutionResult outcome) {
		if (test.isTest()) {
			this.result.run();
		}
		if (outcome.getStatus() != Status.SUCCESSFUL) {
			this.result.violation(name(test) + " " + outcome.getStatus() + ": "
					+ outcome.getThrowable().map(Throwable::toString).orElse("no reason given"));
		}
		else if (test.isTest()) {
			this.succeeded.add(withoutClass(test.getUniqueId()));
		}
	}

	/** A property counts as often as it was tried. */
	@Override
	public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
		Matcher tries = TRIES.matcher(String.join(" ", entry.getKeyValuePairs().values()));
		for (int left = tries.find() ? Integer.parseInt(tries.group(1)) : 1; left > 1; left--) {
			this.result.run();
		}
	}

	private String name(TestIdentifier test) {
		return this.className + " " + withoutClass(test.getUniqueId());
	}

	private static String withoutClass(String uniqueId) {
		int method = uniqueId.indexOf("]/[", uniqueId.indexOf("[class:"));
		return (method < 0) ? uniqueId : uniqueId.substring(method + 2);
	}

}
