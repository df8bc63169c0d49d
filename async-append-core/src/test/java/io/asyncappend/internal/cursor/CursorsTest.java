package io.asyncappend.internal.cursor;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.LogCursor;
import io.asyncappend.LogCursor.Options;
import io.asyncappend.LogCursor.Start;
import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogRecord;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.io.IoExecutors;
import io.asyncappend.support.Crew;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** A consumer gets every record in order, and what it has acknowledged not again. */
class CursorsTest implements Cursors.Events {

	private static final Duration NOW = Duration.ZERO;

	private static final Options AT_ONCE = new Options(Start.OLDEST, Duration.ZERO);

	private static final Options LATE = new Options(Start.OLDEST, Duration.ofDays(1));

	@TempDir
	private Path directory;

	private final IoExecutors executors = new IoExecutors(null);

	private final List<String> events = new ArrayList<>();

	private final List<String> openEvents = new ArrayList<>();

	private ScriptedLog log;

	private Cursors cursors;

	/** Those of processes that died, too. */
	private final List<Cursors> all = new ArrayList<>();

	@BeforeEach
	void open() throws IOException {
		this.log = new ScriptedLog(this.directory.toRealPath().resolve("log"));
		this.cursors = cursors("a", "b");
	}

	@AfterEach
	void close() {
		this.all.forEach((one) -> one.close(Deadline.NEVER));
		this.executors.close();
		assertThat(this.log.openReaders).isZero();
	}

	private Cursors cursors(String... kept) {
		Cursors made = new Cursors(this.log, new TreeSet<>(Set.of(kept)), this.executors.ofBorrowed(), this);
		this.all.add(made);
		return made;
	}

	@Override
	public synchronized void opened(String cursor) {
		this.openEvents.add("opened " + cursor);
	}

	@Override
	public synchronized void closed(String cursor) {
		this.openEvents.add("closed " + cursor);
	}

	@Override
	public synchronized void overrun(String cursor, LogGap gap) {
		this.events.add("overrun " + cursor + " " + gap.position() + " to " + gap.end() + " " + gap.reason() + " "
				+ gap.detail());
	}

	@Override
	public synchronized void failed(String cursor, IOException cause) {
		this.events.add("failed " + cursor);
	}

	@Override
	public synchronized void released() {
		this.events.add("released");
	}

	private synchronized List<String> events() {
		return List.copyOf(this.events);
	}

	private LogCursor cursor() {
		return this.cursors.open("a", AT_ONCE);
	}

	/** As if the process had been killed: nothing is closed. */
	private LogCursor cursorAfterCrash() {
		this.cursors = cursors("a", "b");
		return cursor();
	}

	private static List<String> poll(LogCursor cursor) {
		return poll(cursor, 100);
	}

	private static List<String> poll(LogCursor cursor, int max) {
		return cursor.poll(max, NOW).stream().map(CursorsTest::text).toList();
	}

	private static String text(LogEntry entry) {
		return (entry instanceof LogRecord record) ? record.text() : ((LogGap) entry).reason().toString();
	}

	private Path file(String name) {
		return CursorFile.path(this.log.file(), name);
	}

	@Test
	void entriesComeInOrderAndOnlyOnce() {
		this.log.append("one");
		this.log.append("two");
		LogCursor cursor = cursor();
		assertThat(cursor.name()).isEqualTo("a");
		assertThat(poll(cursor, 1)).containsExactly("one");
		this.log.append("three");
		assertThat(poll(cursor)).containsExactly("two", "three");
		assertThat(poll(cursor)).isEmpty();
	}

	@Test
	void onlyWhatIsDurableIsHandedOut() {
		LogCursor cursor = cursor();
		this.log.appendOnly("one");
		assertThat(poll(cursor)).isEmpty();
		this.log.sync();
		assertThat(poll(cursor)).containsExactly("one");
	}

	@Test
	void whatIsNotAcknowledgedComesAgainAfterACrash() {
		long one = this.log.append("one");
		long two = this.log.append("two");
		this.log.append("three");
		LogCursor cursor = cursor();
		assertThat(poll(cursor)).hasSize(3);
		cursor.acknowledge(one);
		assertThat(poll(cursorAfterCrash())).containsExactly("two", "three");
		LogCursor third = cursorAfterCrash();
		assertThat(poll(third)).containsExactly("two", "three");
		third.acknowledge(two);
		third.close();
		assertThat(poll(cursor())).containsExactly("three");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT24H" })
	void eachAcknowledgementSurvivesTheProcess(Duration interval) {
		for (int i = 0; i < 20; i++) {
			this.log.append("record " + i);
			LogCursor cursor = this.cursors.open("a", new Options(Start.OLDEST, interval));
			List<LogEntry> entries = cursor.poll(100, NOW);
			assertThat(entries).hasSize(1);
			cursor.acknowledge(entries.get(0).end());
			this.cursors = cursors();
		}
	}

	@Test
	void onlyTheEndOfWhatWasHandedOutIsAcknowledged() {
		long one = this.log.append("one");
		long two = this.log.append("two");
		LogCursor cursor = cursor();
		assertThatIllegalArgumentException().isThrownBy(() -> cursor.acknowledge(one))
			.withMessage("cursor 'a' of appender 'audit': no entry that was handed out ends at 4, but up to 0 all is"
					+ " acknowledged, and the last one ends at 0");
		poll(cursor, 1);
		for (long wrong : new long[] { -1, Long.MIN_VALUE, one - 1, one + 1, two, Long.MAX_VALUE }) {
			assertThatIllegalArgumentException().isThrownBy(() -> cursor.acknowledge(wrong));
		}
		cursor.acknowledge(one);
		cursor.acknowledge(one);
		cursor.acknowledge(0);
		assertThat(cursor.status().acknowledged()).isEqualTo(one);
		assertThatIllegalArgumentException().isThrownBy(() -> cursor.acknowledge(two));
	}

	@Test
	void rewindHandsOutAgainWhatIsNotAcknowledged() {
		long one = this.log.append("one");
		long two = this.log.append("two");
		this.log.append("three");
		LogCursor cursor = cursor();
		poll(cursor, 2);
		cursor.acknowledge(one);
		cursor.rewind();
		assertThat(poll(cursor)).containsExactly("two", "three");
		cursor.rewind();
		cursor.acknowledge(two);
		assertThat(poll(cursor)).containsExactly("three");
		cursor.rewind();
		cursor.rewind();
		assertThat(poll(cursor)).containsExactly("three");
		assertThat(poll(cursor)).isEmpty();
	}

	@Test
	void lagIsWhatIsDurableAndNotAcknowledged() {
		this.log.append("one");
		long two = this.log.append("twos");
		long three = this.log.append("three");
		LogCursor cursor = cursor();
		assertThat(cursor.status().lag()).isEqualTo(new LogCursor.Lag(15, 3, Optional.of(Duration.ZERO)));
		poll(cursor);
		cursor.acknowledge(two);
		assertThat(cursor.status()).isEqualTo(
				new LogCursor.Status("a", two, 2, new LogCursor.Lag(6, 1, Optional.of(Duration.ofSeconds(two))), 0, 0));
		cursor.acknowledge(three);
		assertThat(cursor.status().lag()).isEqualTo(new LogCursor.Lag(0, 0, Optional.empty()));
		cursor.close();
		assertThat(cursor.status().acknowledgedIndex()).isEqualTo(3);
	}

	@Test
	void aNameIsOpenOnce() {
		LogCursor cursor = cursor();
		assertThatIllegalStateException().isThrownBy(this::cursor)
			.withMessageStartingWith("appender 'audit': cursor 'a' is open already");
		LogCursor other = this.cursors.open("b", AT_ONCE);
		cursor.close();
		cursor.close();
		cursor().close();
		other.close();
		assertThat(this.openEvents).containsExactly("opened a", "opened b", "closed a", "opened a", "closed a",
				"closed b");
	}

	@Test
	void aNameIsCheckedLikeThatOfAnAppender() {
		for (String name : new String[] { "", " ", ".", "..", "a/b", "a\\b", "a\u0000", "x".repeat(201) }) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.cursors.open(name, AT_ONCE))
				.withMessageStartingWith("a cursor's name must have 1 to 200 printable characters");
		}
	}

	@Test
	void everyNameHasAFileOfItsOwn() {
		List<String> names = List.of("a", "A", "a b", "a%20b", "%", "%25", "ä", "ä".repeat(200), "ä".repeat(199) + "b",
				"x".repeat(200), "x".repeat(199) + "y", "\uD83D\uDE00", "a.b", ".a");
		assertThat(names.stream().map(this::file).distinct()).hasSameSizeAs(names);
		for (String name : names) {
			assertThat(file(name).getParent()).isEqualTo(this.log.file().getParent());
			this.cursors.open(name, AT_ONCE).close();
			assertThat(file(name)).isRegularFile();
		}
		assertThat(file("billing").getFileName()).hasToString(".log.cursor.billing");
		assertThat(CursorFile.path(this.log.file().resolveSibling("l".repeat(255)), "x".repeat(100))
			.getFileName()
			.toString()).hasSizeLessThanOrEqualTo(255);
	}

	@Test
	void aNewCursorMayBeginWithTheNewest() {
		this.log.append("old");
		this.log.appendOnly("appended before");
		Options newest = new Options(Start.NEWEST, Duration.ZERO);
		LogCursor cursor = this.cursors.open("a", newest);
		this.log.append("new");
		assertThat(cursor.status().acknowledgedIndex()).isEqualTo(2);
		// What came is there though it was never acknowledged, nor the cursor closed.
		this.cursors = cursors();
		assertThat(poll(this.cursors.open("a", newest))).containsExactly("new");
	}

	@Test
	void aNewCursorBeginsWithTheOldestThatIsThere() {
		long one = this.log.append("one");
		this.log.append("two");
		this.log.delete(one);
		LogCursor cursor = cursor();
		assertThat(cursor.status().acknowledged()).isEqualTo(one);
		assertThat(cursor.status().acknowledgedIndex()).isEqualTo(1);
		assertThat(poll(cursor)).containsExactly("two");
	}

	@Test
	void anotherLogIsSaidUntilThatIsAcknowledged() {
		this.log.append("one");
		LogCursor cursor = cursor();
		poll(cursor);
		cursor.acknowledge(4);
		UUID before = this.log.id;
		this.log.id = UUID.randomUUID();
		cursor = cursorAfterCrash();
		LogGap gap = (LogGap) cursor.poll(9, NOW).get(0);
		assertThat(gap).isEqualTo(new LogGap(0, 0, LogGap.Reason.OTHER_LOG,
				"position 4 was acknowledged of log " + before + ", but this is log " + this.log.id));
		assertThat(poll(cursor)).containsExactly("one");
		cursor.rewind();
		assertThat(poll(cursor)).containsExactly("OTHER_LOG");
		assertThat(poll(cursor)).containsExactly("one");
		assertThat(cursor.status().gaps()).isEqualTo(1);
		cursor = cursorAfterCrash();
		assertThatIllegalArgumentException().isThrownBy(() -> this.cursors.open("b", AT_ONCE).acknowledge(4));
		assertThat(poll(cursor)).containsExactly("OTHER_LOG");
		cursor.acknowledge(0);
		cursor.rewind();
		assertThat(poll(cursor)).containsExactly("one");
		assertThat(poll(cursorAfterCrash())).containsExactly("one");
	}

	@Test
	void aCursorAheadOfItsLogPassesNothingOver() {
		this.log.append("one");
		this.log.append("two");
		LogCursor cursor = cursor();
		poll(cursor);
		cursor.acknowledge(8);
		UUID id = this.log.id;
		this.cursors.close(Duration.ofMinutes(1).toNanos());
		this.log = new ScriptedLog(this.log.file());
		this.log.id = id;
		this.log.append("new");
		cursor = cursorAfterCrash();
		assertThat(poll(cursor)).containsExactly("OTHER_LOG");
		assertThat(poll(cursor)).containsExactly("new");
		cursor.acknowledge(4);
		this.log.append("more");
		assertThat(poll(cursorAfterCrash())).containsExactly("more");
	}

	@ParameterizedTest
	@ValueSource(strings = { "OLDEST", "NEWEST" })
	void aDamagedFileMakesItBeginAnewAndSaySo(Start start) throws IOException {
		this.log.append("one");
		Files.writeString(file("a"), "something else");
		Options options = new Options(start, Duration.ZERO);
		LogCursor cursor = this.cursors.open("a", options);
		assertThat(poll(cursor)).containsExactly("DAMAGED");
		assertThat(poll(cursor)).containsExactly("one");
		cursor.acknowledge(4);
		this.cursors = cursors();
		assertThat(poll(this.cursors.open("a", options))).isEmpty();
	}

	@Test
	void whatIsDeletedBeforeItIsReadIsAGap() {
		long one = this.log.append("one");
		long two = this.log.append("two");
		this.log.append("three");
		LogCursor cursor = cursor();
		poll(cursor, 1);
		cursor.acknowledge(one);
		this.log.delete(two);
		cursor.rewind();
		assertThat(poll(cursor, 1)).containsExactly("RETENTION");
		cursor.acknowledge(two);
		assertThat(cursor.status().acknowledgedIndex()).isEqualTo(1);
		assertThat(poll(cursor)).containsExactly("three");
		assertThat(cursor.status().acknowledgedIndex()).isEqualTo(2);
		assertThat(cursor.status().gaps()).isEqualTo(1);
		assertThat(cursor.status().gapBytes()).isEqualTo(two - one);
		cursor.rewind();
		assertThat(poll(cursor)).containsExactly("three");
	}

	@Test
	void aGapHandedOutAgainIsCountedOnce() {
		this.log.append("one");
		long two = this.log.append("two");
		this.log.append("three");
		LogCursor cursor = cursor();
		this.log.delete(two);
		for (int i = 0; i < 3; i++) {
			assertThat(poll(cursor)).containsExactly("RETENTION", "three");
			cursor.rewind();
		}
		assertThat(cursor.status().gaps()).isEqualTo(1);
		assertThat(cursor.status().gapBytes()).isEqualTo(two);
		cursor.acknowledge(two);
		assertThat(cursor.status().acknowledgedIndex()).isEqualTo(2);
	}

	@Test
	void anErrorOfTheReaderPassesNothingOver() {
		for (int i = 0; i < 5; i++) {
			this.log.append("record " + i);
		}
		LogCursor cursor = cursor();
		this.log.troubleAfter = 2;
		this.log.trouble = new IOException("planned");
		assertThat(poll(cursor)).containsExactly("record 0", "record 1");
		this.log.troubleAfter = 1;
		this.log.trouble = new OutOfMemoryError("planned");
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> poll(cursor));
		this.log.troubleAfter = 0;
		this.log.trouble = new IOException("planned");
		assertThatExceptionOfType(AppendException.class).isThrownBy(() -> poll(cursor));
		assertThat(poll(cursor)).containsExactly("record 2", "record 3", "record 4");
	}

	@Test
	void aPollHasAboutAMegabyte() {
		for (int i = 0; i < 5; i++) {
			this.log.append("x".repeat(600_000));
		}
		LogCursor cursor = cursor();
		assertThat(poll(cursor)).hasSize(2);
		assertThat(poll(cursor)).hasSize(2);
		assertThat(poll(cursor)).hasSize(1);
	}

	@Test
	void whatCannotBeKeptIsNotAcknowledged() throws IOException {
		long one = this.log.append("one");
		LogCursor cursor = this.cursors.open("a", LATE);
		poll(cursor);
		Files.delete(file("a"));
		Files.createDirectory(file("a"));
		assertThatExceptionOfType(AppendException.class).isThrownBy(() -> cursor.acknowledge(one))
			.withMessageStartingWith("cursor 'a' of appender 'audit': cannot keep that position 4 is acknowledged: ")
			.withMessageContaining("a directory");
		assertThat(cursor.status().acknowledged()).isZero();
		cursor.rewind();
		assertThat(poll(cursor)).containsExactly("one");
		Files.delete(file("a"));
		cursor.acknowledge(one);
		assertThat(poll(cursorAfterCrash())).isEmpty();
	}

	@Test
	void aCursorThatCannotBeKeptIsNotOpened() throws IOException {
		Files.createDirectory(file("a"));
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(AppendException.class).isThrownBy(this::cursor)
				.withMessageStartingWith("appender 'audit': cannot open cursor 'a': ");
		}
		Files.delete(file("a"));
		cursor();
	}

	@Test
	void aPollWaitsForTheFirstRecord() throws Exception {
		LogCursor cursor = cursor();
		Crew.Member<List<LogEntry>> polled = Crew.start(() -> cursor.poll(5, Duration.ofHours(1)));
		await().until(() -> this.log.waiting() == 1);
		this.log.append("one");
		assertThat(polled.join()).hasSize(1);
	}

	@Test
	void aRewindEndsAWaitForMore() throws Exception {
		this.log.append("one");
		LogCursor cursor = cursor();
		poll(cursor);
		Crew.Member<List<LogEntry>> polled = Crew.start(() -> cursor.poll(5, Duration.ofHours(1)));
		await().until(() -> this.log.waiting() == 1);
		cursor.rewind();
		assertThat(polled.join()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aCloseEndsThePollsThatWait(boolean all) throws Exception {
		LogCursor cursor = cursor();
		List<Crew.Member<List<LogEntry>>> polled = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			polled.add(Crew.start(() -> cursor.poll(5, Duration.ofHours(1))));
		}
		await().until(() -> this.log.waiting() == 1);
		if (all) {
			this.cursors.close(Duration.ofMinutes(1).toNanos());
			assertThatExceptionOfType(AppenderClosedException.class).isThrownBy(this::cursor);
		}
		else {
			cursor.close();
		}
		for (Crew.Member<List<LogEntry>> one : polled) {
			assertThat(one.failure()).isInstanceOf(AppenderClosedException.class)
				.hasMessage("cursor 'a' of appender 'audit' is closed");
		}
		assertThatExceptionOfType(AppenderClosedException.class).isThrownBy(() -> poll(cursor));
		assertThatExceptionOfType(AppenderClosedException.class).isThrownBy(() -> cursor.acknowledge(0));
		assertThatExceptionOfType(AppenderClosedException.class).isThrownBy(cursor::rewind);
	}

	@Test
	void anInterruptEndsAWaitAndNothingElse() {
		this.log.append("one");
		LogCursor cursor = cursor();
		Thread.currentThread().interrupt();
		assertThat(poll(cursor)).containsExactly("one");
		cursor.acknowledge(4);
		assertThatExceptionOfType(AppendInterruptedException.class)
			.isThrownBy(() -> cursor.poll(1, Duration.ofHours(1)))
			.withMessage("cursor 'a' of appender 'audit': interrupted during poll");
		assertThat(Thread.interrupted()).isTrue();
		this.log.append("two");
		assertThat(poll(cursor)).containsExactly("two");
		cursor.acknowledge(8);
		assertThat(poll(cursorAfterCrash())).isEmpty();
	}

	@Test
	void wrongArgumentsAreRefused() {
		LogCursor cursor = cursor();
		assertThatIllegalArgumentException().isThrownBy(() -> cursor.poll(0, NOW))
			.withMessage("a cursor must be polled for at least 1 entry but is for 0");
		assertThatIllegalArgumentException().isThrownBy(() -> cursor.poll(1, Duration.ofNanos(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> new Options(Start.NEWEST, Duration.ofNanos(-1)));
	}

	@Test
	void retentionWaitsForTheSlowestCursorEvenIfNeverOpened() throws IOException {
		long one = this.log.append("one");
		Path first = this.log.rotate();
		long two = this.log.append("two");
		Path second = this.log.rotate();
		Path before = first.resolveSibling("of-before-the-log");
		List<Path> archives = List.of(before, first, second);
		assertThat(this.cursors.free(archives)).isEqualTo(1);
		LogCursor a = cursor();
		poll(a);
		a.acknowledge(two);
		assertThat(this.cursors.free(archives)).isEqualTo(1);
		LogCursor b = this.cursors.open("b", AT_ONCE);
		poll(b);
		b.acknowledge(one);
		assertThat(events()).containsExactly("released");
		assertThat(this.cursors.free(archives)).isEqualTo(2);
		b.acknowledge(two);
		assertThat(events()).containsExactly("released", "released");
		assertThat(this.cursors.free(archives)).isEqualTo(3);
		this.cursors = cursors("a", "b");
		assertThat(this.cursors.free(archives)).isEqualTo(3);
		assertThat(cursors("a", "c").free(archives)).isEqualTo(1);
		assertThat(cursors().free(archives)).isEqualTo(3);
		this.log.id = UUID.randomUUID();
		assertThat(cursors("a", "b").free(archives)).isEqualTo(1);
	}

	@Test
	void retentionReliesOnWhatIsForcedAlone() throws IOException {
		this.cursors = cursors("a");
		long one = this.log.append("one");
		List<Path> archives = List.of(this.log.rotate());
		LogCursor cursor = this.cursors.open("a", LATE);
		poll(cursor);
		assertThat(this.cursors.free(archives)).isZero();
		cursor.acknowledge(one);
		assertThat(this.cursors.free(archives)).isZero();
		cursor.close();
		assertThat(events()).containsExactly("released");
		assertThat(this.cursors.free(archives)).isEqualTo(1);
	}

	/** It begins anew, so all that is there is needed. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void retentionWaitsForACursorAheadOfItsLog(boolean isLookedIntoFirst) throws IOException {
		this.log.append("one");
		this.log.append("two");
		LogCursor cursor = cursor();
		poll(cursor);
		cursor.acknowledge(8);
		this.cursors.close(Deadline.NEVER);
		UUID id = this.log.id;
		this.log = new ScriptedLog(this.log.file());
		this.log.id = id;
		this.log.append("new");
		List<Path> archives = new ArrayList<>(List.of(this.log.rotate()));
		this.cursors = cursors("a");
		if (isLookedIntoFirst) {
			assertThat(this.cursors.free(archives)).isZero();
		}
		cursor = cursor();
		this.log.append("more");
		archives.add(this.log.rotate());
		assertThat(this.cursors.free(archives)).isZero();
		assertThat(poll(cursor)).containsExactly("OTHER_LOG");
		assertThat(poll(cursor)).containsExactly("new", "more");
		cursor.acknowledge(4);
		assertThat(this.cursors.free(archives)).isEqualTo(1);
	}

	/** The first look comes once something is written that is not forced. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatIsWrittenBeforeTheFirstLookIsNotReliedOn(boolean isKeptLater) throws IOException {
		this.cursors = cursors("a");
		long one = this.log.append("one");
		List<Path> archives = new ArrayList<>(List.of(this.log.rotate()));
		LogCursor first = cursor();
		poll(first);
		first.acknowledge(one);
		first.close();
		long two = this.log.append("two");
		archives.add(this.log.rotate());
		this.cursors = isKeptLater ? cursors() : cursors("a");
		LogCursor cursor = this.cursors.open("a", LATE);
		poll(cursor);
		cursor.acknowledge(two);
		if (isKeptLater) {
			this.cursors.keep("a", Long.MAX_VALUE);
		}
		assertThat(this.cursors.free(archives)).isEqualTo(1);
		cursor.close();
		assertThat(events()).containsExactly("released");
		assertThat(this.cursors.free(archives)).isEqualTo(2);
	}

	/** A process that died has only written it: see {@link CursorFileTest}. */
	@Test
	void whatADeadProcessWroteIsReliedOnOnceItIsForced() throws IOException {
		long one = this.log.append("one");
		List<Path> archives = List.of(this.log.rotate());
		LogCursor cursor = this.cursors.open("a", LATE);
		poll(cursor);
		cursor.acknowledge(one);
		assertThat(cursors("a").free(archives)).isEqualTo(1);
	}

	@Test
	void anAcknowledgementIsForcedWithinTheInterval() throws IOException {
		this.cursors = cursors("a");
		long one = this.log.append("one");
		List<Path> archives = List.of(this.log.rotate());
		LogCursor cursor = this.cursors.open("a", new Options(Start.OLDEST, Duration.ofMillis(10)));
		poll(cursor);
		assertThat(this.cursors.free(archives)).isZero();
		cursor.acknowledge(one);
		await().until(() -> events().contains("released"));
		assertThat(this.cursors.free(archives)).isEqualTo(1);
	}

	@Test
	void anOverrunIsToldForEachCursorThatNeedsTheArchive() throws IOException {
		long one = this.log.append("one");
		this.log.append("two");
		Path archive = this.log.rotate();
		LogCursor a = cursor();
		poll(a, 1);
		a.acknowledge(one);
		assertThat(this.cursors.free(List.of(archive))).isZero();
		this.cursors.overrun(archive);
		assertThat(events()).containsExactly("overrun a 4 to 8 RETENTION log.8", "overrun b 0 to 8 RETENTION log.8");
	}

	@Test
	void theStatusHasThoseThatRetentionWaitsFor() {
		this.log.append("one");
		assertThat(this.cursors.statuses()).extracting(LogCursor.Status::name).containsExactly("a", "b");
		LogCursor c = this.cursors.open("c", AT_ONCE);
		poll(c);
		c.acknowledge(4);
		LogCursor a = this.cursors.open("a", LATE);
		poll(a);
		a.acknowledge(4);
		assertThat(this.cursors.statuses()).extracting((status) -> status.name() + status.lag().records())
			.containsExactly("a0", "b1", "c0");
		a.close();
		c.close();
		assertThat(this.cursors.statuses()).extracting((status) -> status.name() + status.lag().records())
			.containsExactly("a0", "b1");
		assertThat(cursors("a").statuses()).extracting(LogCursor.Status::acknowledged).containsExactly(4L);
	}

}
