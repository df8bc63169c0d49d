package io.asyncappend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which accounts may read what lies beside a log: the hidden files the own one only,
 * rejected records those that may read the log.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class HiddenFilesTest {

	private static final Set<PosixFilePermission> ALL = PosixFilePermissions.fromString("rw-rw-rw-");

	@TempDir
	private Path directory;

	@Test
	void onlyTheOwnAccountMayReadThem() throws IOException {
		run("rw-r-----");
		Map<String, String> modes = modes();
		modes.keySet().removeIf((name) -> name.startsWith("app.log-"));
		assertThat(modes).containsOnlyKeys("app.log", "app.log.rejected", ".app.log.lock", ".app.log.positions",
				".app.log.index", ".app.log.cursor.billing", ".app.log.cursor.forward", ".app.log.rejected.lock",
				".app.log.rejected.positions");
		assertThat(modes).allSatisfy((name, mode) -> {
			if (name.startsWith(".")) {
				assertThat(mode).as(name).isEqualTo("rw-------");
			}
		});
	}

	/** Such as those of a backup. */
	@Test
	void thoseThatWereCopiedAreNarrowedAgain() throws IOException {
		run("rw-r-----");
		for (String name : modes().keySet()) {
			if (name.startsWith(".")) {
				Files.setPosixFilePermissions(this.directory.resolve(name), ALL);
			}
		}
		run("rw-r-----");
		assertThat(modes()).containsEntry(".app.log.positions", "rw-------")
			.containsEntry(".app.log.index", "rw-------")
			.containsEntry(".app.log.cursor.billing", "rw-------")
			.containsEntry(".app.log.cursor.forward", "rw-------");
	}

	@Test
	void rejectedRecordsAreForThoseThatMayReadTheLog() throws IOException {
		run("rw-------");
		assertThat(modes()).containsEntry("app.log", "rw-------").containsEntry("app.log.rejected", "rw-------");
	}

	private void run(String permissions) {
		AppenderOptions options = AppenderOptions.builder()
			.permissions(PosixFilePermissions.fromString(permissions))
			.build();
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().build()) {
			AsyncAppender appender = factory.open("app", this.directory.resolve("app.log"), options);
			appender.cursor("billing");
			Forwarder forwarder = appender.forwardTo(
					(batch) -> CompletableFuture
						.failedFuture(new RecordRejectedException(batch.records().get(0), "never", null)),
					ForwardOptions.builder().build());
			appender.append("secret\n".getBytes(StandardCharsets.UTF_8));
			forwarder.forward(Duration.ofSeconds(30));
			assertThat(forwarder.status().counts().rejected()).isEqualTo(1);
			// Which the index has an entry for.
			appender.rotate();
		}
	}

	private Map<String, String> modes() throws IOException {
		Map<String, String> modes = new TreeMap<>();
		try (Stream<Path> files = Files.list(this.directory)) {
			for (Path file : files.toList()) {
				modes.put(file.getFileName().toString(),
						PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
			}
		}
		return modes;
	}

}
