package io.asyncappend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random calls with good and bad arguments, on an appender of each kind, compared with a
 * model that knows what each call must do. As often as the configuration of jqwik says:
 * {@code junit-platform.properties} here, more in the campaign.
 */
class FuzzTest {

	@Property(shrinking = ShrinkingMode.OFF)
	void whateverIsCalledNothingAcceptedIsLost(@ForAll long seed, @ForAll FuzzedAppender.Kind kind,
			@ForAll @IntRange(min = 1, max = 120) int calls) throws Exception {
		Random random = new Random(seed);
		Path directory = Files.createTempDirectory("async-append");
		try {
			try (FuzzedAppender appender = new FuzzedAppender(directory, kind, random)) {
				FuzzedCalls fuzz = new FuzzedCalls(appender, random);
				for (int i = 0; i < calls; i++) {
					fuzz.callSomething();
				}
				appender.closeAndCheck();
				fuzz.callWhenClosed();
			}
			assertThat(directory.resolve("victim")).hasContent("precious");
		}
		finally {
			delete(directory);
		}
	}

	private static void delete(Path directory) throws IOException {
		try (var files = Files.list(directory)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		Files.delete(directory);
	}

}
