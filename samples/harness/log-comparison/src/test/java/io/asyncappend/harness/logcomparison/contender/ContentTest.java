package io.asyncappend.harness.logcomparison.contender;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ContentTest {

	private static final String HEAD = "2026-11-26T12:00:00.123Z  INFO 4711 --- [load-0] i.a.s.logging.application.Load           : ";

	private static final String FIRST = HEAD + "line 0 of thread 0 with check 0: GET /orders was answered 200\n";

	private static final String SECOND = HEAD + "line 1 of thread 0 with check 166779: GET /orders was answered 200\n";

	@TempDir
	Path directory;

	private Content read(String text) throws Exception {
		return Content.of(Files.writeString(this.directory.resolve("app.log"), text));
	}

	private static long[] lines(long count) {
		return new long[] { count, 0 };
	}

	@Test
	void whole() throws Exception {
		Content content = read(FIRST + HEAD + "something else\n" + SECOND);
		assertThat(content.missing(lines(2))).isZero();
		assertThat(content.missing(lines(3))).isOne();
		assertThat(content.damaged()).isZero();
		assertThat(content.told()).isZero();
	}

	@Test
	void cutAnywhereAndJoined() throws Exception {
		for (int length = 1; length < FIRST.length(); length++) {
			Content content = read(FIRST.substring(0, length) + SECOND);
			assertThat(content.damaged()).as("length %d", length).isOne();
			assertThat(content.missing(lines(2))).as("length %d", length).isEqualTo(2);
		}
	}

	@Test
	void wrongCheck() throws Exception {
		Content content = read(FIRST.replace("check 0", "check 1"));
		assertThat(content.damaged()).isOne();
		assertThat(content.missing(lines(1))).isOne();
	}

	@Test
	void doubleOrOutOfOrder() throws Exception {
		assertThat(read(FIRST + FIRST).damaged()).isOne();
		assertThat(read(SECOND + FIRST).damaged()).isOne();
	}

	@Test
	void notTerminated() throws Exception {
		Content content = read(FIRST + SECOND.stripTrailing());
		assertThat(content.missing(lines(2))).isOne();
		assertThat(content.damaged()).isZero();
	}

	@Test
	void told() throws Exception {
		Content content = read(FIRST + HEAD + "async-append: 1 log line was dropped as the buffer was full\n" + HEAD
				+ "async-append: 41 log lines were dropped as the buffer was full\n");
		assertThat(content.told()).isEqualTo(42);
	}

	@Test
	void missingAfterAMoment() throws Exception {
		assertThat(read(SECOND).missingAfter(lines(0))).isOne();
		assertThat(read(SECOND).missingAfter(lines(2))).isEqualTo(-1);
	}

}
