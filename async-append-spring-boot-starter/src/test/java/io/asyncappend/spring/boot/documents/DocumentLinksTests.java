package io.asyncappend.spring.boot.documents;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Links of the documents lead somewhere, and to each of them a link leads.
 */
class DocumentLinksTests {

	@Test
	void everyLinkLeadsSomewhere() {
		assertThat(Document.all()).hasSizeGreaterThan(10)
			.allSatisfy((document) -> assertThat(dead(document)).as("%s", document.path()).isEmpty());
	}

	@Test
	void aDeadLinkIsFound() {
		Document document = new Document(Path.of("async-append-core", "docs", "planted.md"),
				"# Here and `there`\n[a](rotation.md) [b](rotation.md#rotation) [c](#here-and-there) [d](../../samples)"
						+ " [e](https://example.org/none) [f](none.md) [g](rotation.md#none) [h](#none) ![i](none.svg)"
						+ " [j](../../..) [k](/README.md)\n");
		assertThat(dead(document)).containsExactly("none.md", "rotation.md#none", "#none", "../../..", "/README.md",
				"none.svg");
	}

	@Test
	void everyDocumentIsReachedFromTheReadme() {
		Set<Path> reached = new LinkedHashSet<>();
		Deque<Path> next = new ArrayDeque<>(List.of(Path.of("README.md")));
		while (!next.isEmpty()) {
			Path path = next.remove();
			if (reached.add(path)) {
				Document document = Document.of(path.toString());
				document.links()
					.stream()
					.filter((link) -> !link.contains(":") && !link.startsWith("#"))
					.map((link) -> readme(target(document, link)))
					.filter((target) -> target.toString().endsWith(".md"))
					.forEach((target) -> next.add(Document.ROOT.relativize(target)));
			}
		}
		assertThat(new TreeSet<>(reached)).containsAll(Document.all().stream().map(Document::path).toList());
	}

	private static List<String> dead(Document document) {
		List<String> dead = new ArrayList<>();
		for (String link : document.links()) {
			if (link.matches("https?://.+")) {
				continue;
			}
			String anchor = link.contains("#") ? link.substring(link.indexOf('#') + 1) : null;
			Path target = link.startsWith("#") ? null : target(document, link);
			if (link.startsWith("/")
					|| target != null && (!target.startsWith(Document.ROOT) || !Files.exists(target))) {
				dead.add(link);
			}
			else if (anchor != null) {
				Document other = (target != null) ? Document.of(readme(target).toString()) : document;
				if (!other.anchors().contains(anchor)) {
					dead.add(link);
				}
			}
		}
		return dead;
	}

	private static Path target(Document document, String link) {
		String path = link.replaceFirst("#.*", "");
		return Document.ROOT.resolve(document.path()).resolveSibling(path).normalize();
	}

	/** A folder is shown with its README. */
	private static Path readme(Path target) {
		Path readme = target.resolve("README.md");
		return Files.isDirectory(target) && Files.exists(readme) ? readme : target;
	}

}
