package io.asyncappend.spring.boot.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * A Markdown file of the project.
 *
 * @param path its path, relative to the root of the project
 * @param text its text
 */
record Document(Path path, String text) {

	static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	/** What is built, or written by a sample. */
	private static final Set<String> NOT_OURS = Set.of("target", "data", ".git");

	private static final Parser PARSER = Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS).build();

	static Document of(String path) {
		return of(ROOT.resolve(path));
	}

	private static Document of(Path file) {
		try {
			return new Document(ROOT.relativize(file), Files.readString(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** All of the project. */
	static List<Document> all() {
		return files(".md").map(Document::of).toList();
	}

	/** Those of the project whose names end so. */
	static Stream<Path> files(String... ends) {
		List<Path> files = new ArrayList<>();
		try {
			Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
					return NOT_OURS.contains(directory.getFileName().toString()) ? FileVisitResult.SKIP_SUBTREE
							: FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
					if (Arrays.stream(ends).anyMatch(file.toString()::endsWith)) {
						files.add(file);
					}
					return FileVisitResult.CONTINUE;
				}

			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return files.stream();
	}

	/** What its links and pictures lead to. */
	List<String> links() {
		List<String> links = new ArrayList<>();
		visit(Link.class, (link) -> links.add(link.getDestination()));
		visit(Image.class, (image) -> links.add(image.getDestination()));
		return links;
	}

	/** What leads to its headings, without the hash. */
	Set<String> anchors() {
		Set<String> anchors = new LinkedHashSet<>();
		IdGenerator ids = IdGenerator.builder().build();
		visit(Heading.class, (heading) -> anchors.add(ids.generateId(plain(heading))));
		return anchors;
	}

	/** What is fenced, in its order. */
	List<Snippet> snippets() {
		List<Snippet> snippets = new ArrayList<>();
		visit(FencedCodeBlock.class, (block) -> snippets.add(new Snippet(this.path,
				block.getSourceSpans().get(0).getLineIndex() + 1, block.getInfo(), block.getLiteral())));
		return snippets;
	}

	/** What is code within a line. */
	List<String> code() {
		List<String> code = new ArrayList<>();
		visit(Code.class, (node) -> code.add(node.getLiteral()));
		return code;
	}

	/** The rows of the tables whose header begins so, cell by cell. */
	List<List<String>> rows(String header) {
		List<List<String>> rows = new ArrayList<>();
		boolean inside = false;
		for (String line : this.text.split("\n")) {
			inside = line.startsWith("|") && (inside || line.startsWith(header));
			if (inside && !line.startsWith(header) && !line.startsWith("|---")) {
				rows.add(Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList());
			}
		}
		return rows;
	}

	private static String plain(Node node) {
		StringBuilder text = new StringBuilder();
		node.accept(new AbstractVisitor() {

			@Override
			public void visit(Text part) {
				text.append(part.getLiteral());
			}

			@Override
			public void visit(Code part) {
				text.append(part.getLiteral());
			}

		});
		return text.toString();
	}

	private <N extends Node> void visit(Class<N> type, Consumer<N> visitor) {
		visit(PARSER.parse(this.text), type, visitor);
	}

	private static <N extends Node> void visit(Node node, Class<N> type, Consumer<N> visitor) {
		if (type.isInstance(node)) {
			visitor.accept(type.cast(node));
		}
		for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
			visit(child, type, visitor);
		}
	}

}
