package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.system.Await;
import io.asyncappend.harness.reliability.system.Disk;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.Tools;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A frozen file system, where writes hang, and one whose device lies on a frozen file
 * system, where forces hang. Meanwhile everything with a deadline must keep it, and an
 * appender on another file system its pace.
 */
public final class HungDisk implements Promise {

	/** How late a thread that only sleeps is on a machine that is not idle. */
	private static final double LOADED_MILLIS = 25;

	private double worst;

	private double worstElsewhere;

	/** After which it is late, however busy the machine. */
	private static final int MOST_AGAIN = 10;

	private static final int TIMES = 6;

	private static final Duration LIMIT = Duration.ofSeconds(5);

	@Override
	public int number() {
		return 7;
	}

	@Override
	public String text() {
		return "nothing waits for ever on a disk that hangs";
	}

	@Override
	public String missing() {
		return Tools.missingForDisk("mkfs.ext4", "fsfreeze");
	}

	@Override
	public boolean alone() {
		return true;
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		try (Disk below = Disk.create(Disk.Type.EXT4, 256);
				Disk above = Disk.createOn(below, Disk.Type.EXT4, 64);
				Scratch scratch = Scratch.create("hung")) {
			openElsewhere(below, scratch, result);
			for (int i = 0; i < TIMES; i++) {
				for (boolean enabled : new boolean[] { true, false }) {
					round(new HungRound(below, below, true, enabled, scratch, result), result);
					round(new HungRound(above, below, false, enabled, scratch, result), result);
				}
			}
		}
		result
			.note(String.format(Locale.ROOT,
					"deadlines on a disk that hangs were overrun by %.1f ms at most; "
							+ "a flush on another disk took %.1f ms at most meanwhile",
					this.worst, this.worstElsewhere));
	}

	/** An open that hangs must not hold up what is opened and closed on other disks. */
	private static void openElsewhere(Disk hung, Scratch scratch, Result result) throws Exception {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create();
				AsyncAppendFactory other = AsyncAppendFactory.create()) {
			AsyncAppender open = other.open("open", scratch.resolve("open"));
			open.append(new byte[] { '\n' });
			Thread opener = new Thread(() -> factory.open("hung", hung.path().resolve("opened")));
			hung.freeze();
			try {
				opener.start();
				Await.until("in the call that hangs", LIMIT, () -> Stream.of(opener.getStackTrace())
					.anyMatch((frame) -> frame.getClassName().startsWith("sun.nio.fs.UnixNativeDispatcher")));
				CompletableFuture<Void> elsewhere = CompletableFuture.runAsync(() -> {
					open.close();
					other.open("another", scratch.resolve("another")).close();
				});
				elsewhere.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (TimeoutException ex) {
				result.violation("an open that hangs holds up those on another disk");
			}
			finally {
				hung.thaw();
			}
			opener.join();
			result.faults(1);
			result.run();
		}
	}

	/** Again if it was late on a machine that was busy with something else. */
	private void round(HungRound round, Result result) throws Exception {
		Deadlines measured = round.run();
		for (int i = 0; i < MOST_AGAIN && !measured.late().isEmpty()
				&& measured.oversleepMillis() > LOADED_MILLIS; i++) {
			result.note("measured again, as the machine was busy: a thread that sleeps was late by "
					+ (long) measured.oversleepMillis() + " ms, and " + measured.late());
			measured = round.run();
		}
		measured.late().forEach((late) -> result.violation(round + ": too late, " + late));
		this.worst = Math.max(this.worst, measured.worstMillis());
		this.worstElsewhere = Math.max(this.worstElsewhere, round.worstElsewhereMillis());
		result.run();
	}

}
