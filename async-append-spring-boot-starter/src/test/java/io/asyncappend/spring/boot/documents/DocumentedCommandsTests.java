package io.asyncappend.spring.boot.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each command of a document is run by a script in {@code .ci}, which takes it from the
 * document and so has it word for word.
 */
class DocumentedCommandsTests {

	/** As {@code documented README.md 'spring-boot:run$'}. */
	private static final Pattern CALL = Pattern
		.compile("(?:documented\"?|\\brun [\\w-]+|\\bstart [\\w-]+|\\banswer) (\\S+\\.md) '([^']+)'");

	private static final Pattern VARIABLE = Pattern.compile("(?m)^(\\w+)=([\\w/-]+)$");

	/** It cannot run itself. */
	private static final String CI = ".ci/run";

	@Test
	void everyCommandIsRun() throws IOException {
		Set<String> commands = new TreeSet<>();
		Document.all().forEach((document) -> commands.addAll(commands(document)));
		Set<String> run = new TreeSet<>(Set.of(CI));
		for (Call call : calls()) {
			List<String> matching = commands(Document.of(call.document())).stream()
				.filter((command) -> Pattern.compile(call.pattern()).matcher(command).find())
				.toList();
			assertThat(matching).as("%s", call).hasSize(1);
			run.addAll(matching);
		}
		assertThat(commands).hasSizeGreaterThan(15).isEqualTo(run);
	}

	@Test
	void aCommandIsReadWithoutItsComment() {
		Snippet snippet = new Snippet(Path.of("planted.md"), 1, "console",
				"$ mvn verify   # all\nprinted\n\n$ java -jar a.jar \\\n    --b=c\n$ curl 'a#b'\n");
		assertThat(snippet.commands()).containsExactly("mvn verify", "java -jar a.jar --b=c", "curl 'a#b'");
	}

	private static List<String> commands(Document document) {
		return document.snippets()
			.stream()
			.filter((snippet) -> snippet.language().equals("console"))
			.flatMap((snippet) -> snippet.commands().stream())
			.toList();
	}

	private static List<Call> calls() throws IOException {
		List<Call> calls = new ArrayList<>();
		try (Stream<Path> scripts = Files.list(Document.ROOT.resolve(".ci"))) {
			for (Path script : scripts.toList()) {
				String text = Files.readString(script);
				Matcher variable = VARIABLE.matcher(text);
				String expanded = text;
				while (variable.find()) {
					expanded = expanded.replace("$" + variable.group(1) + "/", variable.group(2) + "/");
				}
				Matcher call = CALL.matcher(expanded);
				while (call.find()) {
					calls.add(new Call(call.group(1), call.group(2)));
				}
			}
		}
		return calls;
	}

	private record Call(String document, String pattern) {
	}

}
