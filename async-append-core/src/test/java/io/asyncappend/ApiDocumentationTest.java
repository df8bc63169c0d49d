package io.asyncappend;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documentation of the API must have: a comment on everything that users see,
 * with a tag for each parameter and result. The compiler's own check asks for tags on the
 * constructors of records too, where the record has them.
 */
@Tag("any-jdk")
class ApiDocumentationTest {

	private static final Pattern PERSON = Pattern
		.compile("(?i)\\b(who|whom|whoever|nobody|somebody|anybody|everybody|he|him|himself|his|people)\\b");

	@TempDir
	private Path directory;

	@Test
	void everythingThatUsersSeeIsDocumented() throws Exception {
		Path sources = Path.of("src/main/java/io/asyncappend");
		try (Stream<Path> files = Files.list(sources)) {
			List<Path> all = files.filter((file) -> file.toString().endsWith(".java")).toList();
			assertThat(all).hasSizeGreaterThan(20);
			assertThat(defects(all)).isEmpty();
		}
	}

	@Test
	void whatIsMissingIsFound() throws Exception {
		Path file = Files.writeString(this.directory.resolve("Planted.java"), """
				/** Whoever reads this. */
				public interface Planted {
					int LIMIT = 1;
					/** Documented. */
					long tagged(int parameter);
					void bare();
					/** A value. */
					record Value(int component) {
					}
					/** Hidden. */
					final class Hidden {
						private int field;
						private void method() {
						}
						@Override
						public String toString() {
							return "";
						}
					}
				}
				""");
		assertThat(defects(List.of(file))).containsExactlyInAnyOrder("Planted names a person",
				"Planted.LIMIT has no comment", "Planted.tagged has no @param parameter",
				"Planted.tagged has no @return", "Planted.bare has no comment", "Value has no @param component");
	}

	private static List<String> defects(List<Path> files) throws Exception {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
			JavacTask task = (JavacTask) compiler.getTask(new StringWriter(), manager, null, null, null,
					manager.getJavaFileObjectsFromPaths(files));
			Check check = new Check(DocTrees.instance(task));
			for (CompilationUnitTree unit : task.parse()) {
				check.scan(unit, null);
			}
			return check.defects;
		}
	}

	private static final class Check extends TreePathScanner<Void, Void> {

		private final DocTrees trees;

		private final List<String> defects = new ArrayList<>();

		private Check(DocTrees trees) {
			this.trees = trees;
		}

		@Override
		public Void visitClass(ClassTree type, Void unused) {
			if (!isSeen(type.getModifiers().getFlags())) {
				return null;
			}
			String name = type.getSimpleName().toString();
			DocCommentTree comment = comment(name);
			if (comment != null && type.getKind() == Tree.Kind.RECORD) {
				type.getMembers()
					.stream()
					.filter((member) -> member instanceof VariableTree variable
							&& !variable.getModifiers().getFlags().contains(Modifier.STATIC))
					.forEach((member) -> requireParameter(name, comment, ((VariableTree) member).getName().toString()));
			}
			return super.visitClass(type, unused);
		}

		@Override
		public Void visitVariable(VariableTree field, Void unused) {
			Set<Modifier> flags = field.getModifiers().getFlags();
			boolean component = owner().getKind() == Tree.Kind.RECORD && !flags.contains(Modifier.STATIC);
			if (isSeen(flags) && !component) {
				comment(owner().getSimpleName() + "." + field.getName());
			}
			return null;
		}

		@Override
		public Void visitMethod(MethodTree method, Void unused) {
			boolean constructor = method.getReturnType() == null;
			boolean overrides = method.getModifiers()
				.getAnnotations()
				.stream()
				.anyMatch((annotation) -> annotation.getAnnotationType().toString().equals("Override"));
			if (!isSeen(method.getModifiers().getFlags())) {
				return null;
			}
			String name = owner().getSimpleName() + "." + method.getName();
			DocCommentTree comment = overrides ? this.trees.getDocCommentTree(getCurrentPath()) : comment(name);
			if (comment == null || (constructor && owner().getKind() == Tree.Kind.RECORD)) {
				return null;
			}
			method.getParameters()
				.forEach((parameter) -> requireParameter(name, comment, parameter.getName().toString()));
			if (!constructor && !method.getReturnType().toString().equals("void")
					&& comment.getBlockTags().stream().noneMatch((tag) -> tag.getKind() == DocTree.Kind.RETURN)) {
				this.defects.add(name + " has no @return");
			}
			return null;
		}

		private boolean isSeen(Set<Modifier> flags) {
			boolean ofInterface = getCurrentPath().getParentPath().getLeaf() instanceof ClassTree owner
					&& (owner.getKind() == Tree.Kind.INTERFACE || owner.getKind() == Tree.Kind.ENUM);
			return !flags.contains(Modifier.PRIVATE)
					&& (ofInterface || flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED));
		}

		private ClassTree owner() {
			TreePath path = getCurrentPath().getParentPath();
			return (ClassTree) path.getLeaf();
		}

		private DocCommentTree comment(String name) {
			DocCommentTree comment = this.trees.getDocCommentTree(getCurrentPath());
			if (comment == null || comment.getFullBody().isEmpty()) {
				this.defects.add(name + " has no comment");
				return null;
			}
			if (PERSON.matcher(comment.toString()).find()) {
				this.defects.add(name + " names a person");
			}
			return comment;
		}

		private void requireParameter(String name, DocCommentTree comment, String parameter) {
			Set<String> tags = comment.getBlockTags()
				.stream()
				.filter((tag) -> tag instanceof ParamTree)
				.map((tag) -> ((ParamTree) tag).getName().toString())
				.collect(Collectors.toSet());
			if (!tags.contains(parameter)) {
				this.defects.add(name + " has no @param " + parameter);
			}
		}

	}

}
