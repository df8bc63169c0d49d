package io.asyncappend.spring.boot.audit;

import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.actuate.audit.AuditEvent;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Rotation;
import io.asyncappend.spring.boot.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A trail in a JVM that has little memory, or may not read everything.
 */
@Tag("jdk")
@Timeout(120)
class TrailInChildJvmTests {

	@TempDir
	Path directory;

	private String run(List<String> launcher, int logins) throws Exception {
		try (ChildJvm child = ChildJvm.startSmall(launcher, "256m", Trail.class, this.directory.toString(),
				String.valueOf(logins))) {
			return child.readAll();
		}
	}

	@Test
	void loginsWithLongNamesTakeNoMemory() throws Exception {
		assertThat(run(List.of(), 300)).contains("found 300");
	}

	@Test
	void longNamesOfValuesAreNotKept() throws Exception {
		try (BufferedWriter archive = Files.newBufferedWriter(this.directory.resolve("audit.log-2026-11-01.1"))) {
			String name = "n".repeat(500_000);
			for (int i = 0; i < 500; i++) {
				archive.write("{\"timestamp\":\"2026-11-26T10:15:30Z\",\"principal\":\"ada\",\"type\":\"NOT_WANTED\","
						+ "\"data\":{\"" + i + name + "\":1}}\n");
			}
		}
		assertThat(run(List.of(), 1)).contains("found 1").doesNotContain("gap");
	}

	/** Root without its right to read everything, where the tests are run by root. */
	@Test
	void anArchiveThatMayNotBeReadIsNamed() throws Exception {
		Path secret = this.directory.resolve("audit.log-2026-11-01.1");
		Files.writeString(secret, "{}\n");
		Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
		List<String> launcher = Files.isReadable(secret)
				? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search") : List.of();
		assertThat(run(launcher, 1)).contains("found 1", "gap " + secret.getFileName() + ": ")
			.contains("AccessDeniedException");
	}

	/** Logs in, and finds that. */
	static final class Trail {

		private Trail() {
		}

		public static void main(String[] arguments) {
			try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
				AsyncAppender appender = factory.open("audit", Path.of(arguments[0], "audit.log"),
						AppenderOptions.builder()
							.rotation(Rotation.builder().every(Rotation.Period.DAY).build())
							.build());
				AppenderAuditEventRepository trail = new AppenderAuditEventRepository(appender, AuditSettings.of());
				for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
					String name = "n".repeat(2 << 20);
					trail.add(new AuditEvent(name, "AUTHENTICATION_FAILURE", Map.of("message", name)));
				}
				System.out.println("found " + trail.find(null, null, "AUTHENTICATION_FAILURE").size());
				trail.gaps()
					.forEach((gap) -> System.out.println("gap " + gap.file().getFileName() + ": " + gap.reason()));
			}
		}

	}

}
