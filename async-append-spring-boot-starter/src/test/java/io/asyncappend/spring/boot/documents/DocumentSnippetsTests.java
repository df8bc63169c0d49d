package io.asyncappend.spring.boot.documents;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each snippet of a document is tried: Java is compiled, configuration is bound, builds
 * name versions that there are. Those for Logback and systemd are tried by tests of their
 * own, commands by {@code .ci/run}.
 */
class DocumentSnippetsTests {

	/** What is printed, or drawn. */
	private static final String OUTPUT = "";

	@TempDir
	Path directory;

	@TestFactory
	Stream<DynamicTest> aSnippetHoldsWhatItPromises() {
		List<Snippet> snippets = Document.all().stream().flatMap((document) -> document.snippets().stream()).toList();
		assertThat(snippets).extracting(Snippet::language)
			.contains("java", "yaml", "xml", "groovy", "console", "ini", "dockerfile");
		return snippets.stream().map((snippet) -> DynamicTest.dynamicTest(snippet.toString(), () -> test(snippet)));
	}

	@Test
	void aWrongSnippetIsFound() {
		assertThat(List.of(new String[] { "java", "class A { int a = \"\"; }" },
				new String[] { "java", "class A {\n\tAsyncAppender a;\n}" },
				new String[] { "yaml", "async-append:\n  defaults:\n    bufer-size: 1MB" },
				new String[] { "yaml", "async-append:\n  appenders:\n    a:\n      bufer-size: 1MB" },
				new String[] { "yaml", "async-append:\n  appenders:\n    a:\n      buffer-size: 1B" },
				new String[] { "yaml", "management:\n  endpoint:\n    asyncapend:\n      access: none" },
				new String[] { "xml",
						"<dependency><groupId>io.asyncappend</groupId><artifactId>async-append-core</artifactId><version>9</version></dependency>" },
				new String[] { "groovy", "implementation 'io.asyncappend:async-append-core:9'" },
				new String[] { "cobol", "" }))
			.allSatisfy((planted) -> assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> test(new Snippet(Path.of("planted.md"), 1, planted[0], planted[1]))));
	}

	private void test(Snippet snippet) throws Exception {
		switch (snippet.language()) {
			case "java" -> new JavaCompilation(this.directory).requireNoDiagnostics(snippet);
			case "yaml" -> {
				// One for Docker or Kubernetes is tried by DocumentedDeploymentTests.
				if (!snippet.text().startsWith("services:") && !snippet.text().startsWith("apiVersion:")) {
					new DocumentedConfiguration(snippet).requireBound(this.directory);
				}
			}
			case "xml" -> xml(snippet.text());
			case "groovy" -> gradle(snippet.text());
			case "console" -> assertThat(snippet.commands()).isNotEmpty();
			case "json" -> JsonParserFactory.getJsonParser().parseMap(snippet.text());
			case "ini", "dockerfile", OUTPUT -> assertThat(snippet.text()).isNotBlank();
			default -> assertThat(snippet.language()).as("language of %s", snippet).isEqualTo("one that is tested");
		}
	}

	/** One for Logback is tried by {@link DocumentedLogbackTests}. */
	private static void xml(String text) throws Exception {
		Element root = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader(text)))
			.getDocumentElement();
		if (root.getTagName().equals("configuration")) {
			return;
		}
		assertThat(root.getTagName()).isIn("dependency", "dependencies");
		NodeList dependencies = root.getOwnerDocument().getElementsByTagName("dependency");
		for (int i = 0; i < dependencies.getLength(); i++) {
			Element dependency = (Element) dependencies.item(i);
			String group = child(dependency, "groupId");
			String artifact = child(dependency, "artifactId");
			if (group.equals("io.asyncappend")) {
				requireOurs(artifact, child(dependency, "version"));
			}
			else {
				// One that a module here has, so its version is that of Spring Boot.
				assertThat(Files.readString(Path.of("pom.xml"))).contains("<artifactId>" + artifact + "</artifactId>");
				assertThat(child(dependency, "version")).isEmpty();
			}
		}
	}

	private static String child(Element element, String name) {
		Node child = element.getElementsByTagName(name).item(0);
		return (child != null) ? child.getTextContent() : "";
	}

	private static void gradle(String text) throws Exception {
		Matcher dependency = Pattern.compile("'io\\.asyncappend:([^:']+):([^:']+)'").matcher(text);
		assertThat(dependency.find()).isTrue();
		requireOurs(dependency.group(1), dependency.group(2));
		assertThat(text).contains("mavenLocal()");
	}

	private static void requireOurs(String artifact, String version) throws Exception {
		assertThat(Document.ROOT.resolve(artifact).resolve("pom.xml")).exists();
		String pom = Files.readString(Document.ROOT.resolve("pom.xml"));
		assertThat(pom).contains("<artifactId>async-append</artifactId>\n\t<version>" + version + "</version>");
	}

}
