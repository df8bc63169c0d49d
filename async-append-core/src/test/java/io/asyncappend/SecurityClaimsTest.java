package io.asyncappend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What SECURITY.md says is shown by tests that are there. */
class SecurityClaimsTest {

	private static final Path ROOT = root();

	/** A class of tests, one of its members, or another member of the class before. */
	private static final Pattern CITED = Pattern.compile("`([A-Z]\\w*Tests?)?(?:\\.(\\w+))?`");

	private static Path root() {
		Path directory = Path.of("").toAbsolutePath();
		while (!Files.exists(directory.resolve("SECURITY.md"))) {
			directory = directory.getParent();
		}
		return directory;
	}

	@Test
	void eachTestThatIsCitedIsThere() throws IOException {
		String text = Files.readString(ROOT.resolve("SECURITY.md"));

		assertThat(cited(text)).hasSizeGreaterThan(10);
		assertThat(missing(text)).isEmpty();
	}

	@Test
	void eachPromiseThatIsCitedIsThere() throws IOException {
		String promises;
		try (Stream<Path> sources = Files.walk(ROOT.resolve("samples/harness/reliability/src/main/java"))) {
			StringBuilder all = new StringBuilder();
			for (Path source : sources.filter((path) -> path.toString().endsWith(".java")).toList()) {
				all.append(Files.readString(source));
			}
			promises = all.toString();
		}
		Matcher cited = Pattern.compile("promise (\\d+)").matcher(Files.readString(ROOT.resolve("SECURITY.md")));

		while (cited.find()) {
			assertThat(promises).contains("return " + cited.group(1) + ";");
		}
	}

	@Test
	void aCitedTestThatIsNotThereIsFound() throws IOException {
		assertThat(missing("`SecurityClaimsTest.eachTestThatIsCitedIsThere`, `.noSuchTest`, `NoSuchTests`, `CITED`"))
			.containsExactly("SecurityClaimsTest.noSuchTest", "NoSuchTests");
	}

	private static List<String> missing(String text) throws IOException {
		List<String> missing = new ArrayList<>();
		for (String test : cited(text)) {
			if (!isThere(test)) {
				missing.add(test);
			}
		}
		return missing;
	}

	private static List<String> cited(String text) {
		List<String> cited = new ArrayList<>();
		Matcher matcher = CITED.matcher(text);
		String type = "";
		while (matcher.find()) {
			if (matcher.group(1) == null && matcher.group(2) == null) {
				continue;
			}
			type = (matcher.group(1) != null) ? matcher.group(1) : type;
			cited.add((matcher.group(2) != null) ? type + "." + matcher.group(2) : type);
		}
		return cited;
	}

	private static boolean isThere(String test) throws IOException {
		String[] names = test.split("\\.");
		for (String module : List.of("async-append-core", "async-append-spring-boot-starter")) {
			try (Stream<Path> sources = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
				Path source = sources.filter((path) -> path.endsWith(names[0] + ".java")).findFirst().orElse(null);
				if (source != null) {
					return names.length == 1 || Pattern.compile("(void|ArchRule) " + names[1] + "\\b")
						.matcher(Files.readString(source))
						.find();
				}
			}
		}
		return false;
	}

}
