package io.asyncappend.spring.boot.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sizes of the documents, and the tests that they name.
 */
class DocumentReferencesTests {

	private static final int README_LIMIT = 12 * 1024;

	/**
	 * {@code SomeTest}, {@code SomeTest.method}, or {@code .method} of the one before.
	 */
	private static final Pattern TEST = Pattern.compile("([A-Z][A-Za-z0-9]*Tests?)?(?:\\.([A-Za-z_][A-Za-z0-9_]*))?");

	@Test
	void theReadmeIsAtMost12Kilobytes() throws IOException {
		assertThat(Files.size(Document.ROOT.resolve("README.md"))).isLessThanOrEqualTo(README_LIMIT);
	}

	@Test
	void everyTestThatADocumentNamesIsThere() throws IOException {
		Map<String, String> tests = tests();
		List<String> named = new ArrayList<>();
		for (Document document : Document.all()) {
			named.addAll(missing(document, tests));
		}
		assertThat(named).isEmpty();
	}

	@Test
	void aTestThatIsNotThereIsFound() throws IOException {
		String absent = "absent" + Document.class.hashCode();
		Document document = new Document(Path.of("planted.md"), "`DocumentReferencesTests` `.missing` `." + absent
				+ "` `AbsentTest` `OtherAbsentTest." + absent + "` `DocumentReferencesTests.tests`");
		assertThat(missing(document, tests())).containsExactly("planted.md: DocumentReferencesTests." + absent,
				"planted.md: AbsentTest", "planted.md: OtherAbsentTest." + absent);
	}

	private static List<String> missing(Document document, Map<String, String> tests) {
		List<String> missing = new ArrayList<>();
		String type = null;
		for (String code : document.code()) {
			Matcher matcher = TEST.matcher(code);
			boolean named = matcher.matches() && !code.isEmpty();
			type = named && matcher.group(1) != null ? matcher.group(1) : type;
			if (!named || type == null) {
				continue;
			}
			String member = matcher.group(2);
			String source = tests.get(type);
			if (source == null || member != null && !source.matches("(?s).*\\b" + member + "\\b.*")) {
				missing.add(document.path() + ": " + type + ((member != null) ? "." + member : ""));
			}
		}
		return missing;
	}

	private static Map<String, String> tests() throws IOException {
		try (Stream<Path> files = Document.files("Test.java", "Tests.java")) {
			return files.collect(Collectors.toMap((file) -> file.getFileName().toString().replace(".java", ""),
					DocumentReferencesTests::read, (one, other) -> one + other));
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
