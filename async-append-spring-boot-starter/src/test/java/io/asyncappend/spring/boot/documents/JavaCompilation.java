package io.asyncappend.spring.boot.documents;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles a snippet as it is, with its imports, for the class path of the tests.
 */
final class JavaCompilation {

	private static final Pattern TYPE = Pattern.compile("(?m)^(?:public )?(?:class|record|interface) (\\w+)");

	private final Path classes;

	JavaCompilation(Path classes) {
		this.classes = classes;
	}

	void requireNoDiagnostics(Snippet snippet) {
		Matcher type = TYPE.matcher(snippet.text());
		assertThat(type.find()).as("a type in %s", snippet).isTrue();
		JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///" + type.group(1) + ".java"),
				JavaFileObject.Kind.SOURCE) {

			@Override
			public CharSequence getCharContent(boolean ignoreEncodingErrors) {
				return snippet.text();
			}

		};
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		List<String> options = List.of("-d", this.classes.toString(), "-proc:none", "-classpath",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
		compiler.getTask(null, null, diagnostics, options, null, List.of(source)).call();
		assertThat(diagnostics.getDiagnostics()).as("%s", snippet).isEmpty();
	}

}
