package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.support.Recorder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A file whose last record was cut is opened as the option says. */
class TornTailTest {

	private static final String RECORDS = "first\nsecond\n";

	@TempDir
	private Path directory;

	private final Recorder recorder = new Recorder();

	private final AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(this.recorder).build();

	@AfterEach
	void closeFactory() {
		this.factory.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 100, 8191, 8192, 8193, 20_000 })
	void aRecordIsNeverJoinedOntoATornOneByDefault(int torn) throws IOException {
		AsyncAppender appender = open(RECORDS + "x".repeat(torn), AppenderOptions.defaults());
		assertThat(content(appender)).isEqualTo(RECORDS + "x".repeat(torn) + "\nnew\n");
		assertReported(appender, torn);
		assertThat(appender.status().positions().accepted() - appender.status().opened()).isEqualTo(4);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 100, 8191, 8192, 8193, 20_000 })
	void aTornRecordIsCutOffIfAskedTo(int torn) throws IOException {
		AsyncAppender appender = open(RECORDS + "x".repeat(torn), tail(TornTail.truncate()));
		assertThat(content(appender)).isEqualTo(RECORDS + "new\n");
		assertReported(appender, torn);
	}

	@Test
	void aTornRecordIsLeftIfAskedTo() throws IOException {
		AsyncAppender appender = open(RECORDS + "torn", tail(TornTail.leave()));
		assertThat(content(appender)).isEqualTo(RECORDS + "tornnew\n");
		assertReported(appender, 4);
	}

	@Test
	void aFileOfOneTornRecordBecomesEmpty() throws IOException {
		AsyncAppender appender = open("torn", tail(TornTail.truncate()));
		assertThat(content(appender)).isEqualTo("new\n");
		assertReported(appender, 4);
	}

	@Test
	void theDelimiterIsTheUsersChoice() throws IOException {
		AsyncAppender appender = open("a;b\n;c\n", tail(TornTail.terminate((byte) ';')));
		assertThat(content(appender)).isEqualTo("a;b\n;c\n;new\n");
		assertReported(appender, 2);
	}

	@Test
	void theDelimiterOfTheCutIsTheUsersChoice() throws IOException {
		assertThat(content(open("a;b\n;c\n", tail(TornTail.truncate((byte) ';'))))).isEqualTo("a;b\n;new\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", RECORDS })
	void aFileThatEndsWithAWholeRecordIsLeftAsItIs(String before) throws IOException {
		AsyncAppender appender = open(before, AppenderOptions.defaults());
		assertThat(content(appender)).isEqualTo(before + "new\n");
		assertThat(appender.status().trouble().tornTailBytes()).isZero();
		assertThat(this.recorder.tornTails).isEmpty();
	}

	@Test
	void aTornRecordInASharedFileIsEndedByTheFirstWrite() throws IOException {
		AsyncAppender appender = open("torn", shared(TornTail.terminate()));
		assertThat(appender.status().trouble().tornTailBytes()).isZero();
		assertThat(content(appender)).isEqualTo("torn\nnew\n");
		assertReported(appender, 4);
	}

	@Test
	void aTornRecordInASharedFileIsNeverCutOff() throws IOException {
		AsyncAppender appender = open("torn", shared(TornTail.truncate()));
		assertThat(content(appender)).isEqualTo("torn\nnew\n");
		assertReported(appender, 4);
	}

	@Test
	void aTornRecordInASharedFileIsLeftIfAskedTo() throws IOException {
		AsyncAppender appender = open("torn", shared(TornTail.leave()));
		assertThat(content(appender)).isEqualTo("tornnew\n");
		assertThat(this.recorder.tornTails).isEmpty();
	}

	@Test
	void recordsOfASharedFileNeedNotEndWithADelimiter() throws IOException {
		AsyncAppender appender = open("abc", shared(TornTail.terminate()));
		append(appender, "def");
		Files.writeString(file(), "ghi", StandardOpenOption.APPEND);
		append(appender, "jkl");
		assertThat(Files.readString(file())).isEqualTo("abcdefghijkl");
		assertThat(this.recorder.tornTails).isEmpty();
	}

	@Test
	void whatAnotherWriterLeavesTornIsEndedAndAddedUp() throws IOException {
		AsyncAppender appender = open("", shared(TornTail.terminate()));
		append(appender, "one\n");
		Files.writeString(file(), "two\nto", StandardOpenOption.APPEND);
		append(appender, "three\n");
		Files.writeString(file(), "four\nf", StandardOpenOption.APPEND);
		append(appender, "five\n");
		assertThat(Files.readString(file())).isEqualTo("one\ntwo\nto\nthree\nfour\nf\nfive\n");
		assertThat(appender.status().trouble().tornTailBytes()).isEqualTo(3);
		appender.close();
		assertThat(this.recorder.tornTails).containsExactly(2L, 1L);
	}

	private static void append(AsyncAppender appender, String record) {
		appender.append(record.getBytes(StandardCharsets.US_ASCII));
		appender.flush();
	}

	private static AppenderOptions shared(TornTail tail) {
		return AppenderOptions.builder().shared(true).tornTail(tail).build();
	}

	@Test
	void aFileThatIsReopenedIsMendedToo() throws IOException {
		AsyncAppender appender = open(RECORDS, AppenderOptions.defaults());
		Files.move(file(), this.directory.resolve("moved"));
		Files.writeString(file(), "torn");
		appender.reopen();
		assertThat(content(appender)).isEqualTo("torn\nnew\n");
		assertReported(appender, 4);
	}

	private AsyncAppender open(String content, AppenderOptions options) throws IOException {
		Files.writeString(file(), content);
		return this.factory.open("name", file(), options);
	}

	private Path file() {
		return this.directory.resolve("file");
	}

	private static AppenderOptions tail(TornTail policy) {
		return AppenderOptions.builder().tornTail(policy).build();
	}

	/** What is in the file after one more record. */
	private String content(AsyncAppender appender) throws IOException {
		appender.append("new\n".getBytes(StandardCharsets.US_ASCII));
		appender.flush();
		return Files.readString(file());
	}

	private void assertReported(AsyncAppender appender, long torn) {
		assertThat(appender.status().trouble().tornTailBytes()).isEqualTo(torn);
		Faulty.await().until(() -> this.recorder.tornTails.equals(List.of(torn)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "terminate", "truncate" })
	void aHoleOfManyGigabytesIsNotReadThrough(String policy) throws IOException {
		Path file = this.directory.resolve("sparse");
		try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
			sparse.setLength(20L << 30);
		}
		AppenderOptions options = AppenderOptions.builder()
			.tornTail(policy.equals("truncate") ? TornTail.truncate() : TornTail.terminate())
			.build();
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("sparse", file, options);
			assertThat(appender.status().trouble().tornTailBytes()).isEqualTo(64 << 20);
		}
		assertThat(Files.size(file)).as("ended, and not cut").isEqualTo((20L << 30) + 1);
	}

}
