package io.asyncappend.spring.boot.documents;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SECURITY.md says nothing that is not shown. That the tests which it names are there is
 * in {@link DocumentReferencesTests}.
 */
class ThreatModelTests {

	private static final Pattern TEST = Pattern.compile("`[A-Z]\\w+Tests?[`.]");

	@Test
	void everyThreatHasATest() {
		List<List<String>> threats = Document.of("SECURITY.md").rows("| threat | what becomes of it | shown by |");
		assertThat(threats).hasSizeGreaterThan(10)
			.allSatisfy((threat) -> assertThat(threat).hasSize(3)
				.last()
				.satisfies((shown) -> assertThat(TEST.matcher(shown).find()).as("%s", threat).isTrue()));
	}

	@Test
	void everyKindOfThreatIsThere() {
		assertThat(Document.of("SECURITY.md").text()).contains("| **Endpoint**", "| **Live page**", "| **File names**",
				"| **Log forging**", "| **Symbolic and hard links**", "| **Neighbours' files**", "| **Archives**",
				"| **Lock files**", "| **Cursors, positions and rejected records**", "| **The command line tool**",
				"| **A receiver of forwarded records**");
	}

	@Test
	void theStarterSetsNoVersions() throws Exception {
		String pom = Files.readString(Path.of("pom.xml"));
		String dependencies = pom.substring(pom.indexOf("<dependencies>"), pom.indexOf("</dependencies>"));
		assertThat(dependencies).contains("spring-boot-starter").doesNotContain("<version>");
		String core = Files.readString(Document.ROOT.resolve("async-append-core/pom.xml"));
		String own = core.substring(core.indexOf("<dependencies>"), core.indexOf("</dependencies>"));
		assertThat(own.split("<dependency>")).hasSameSizeAs(own.split("<scope>test</scope>"));
	}

}
