package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderFailedException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.driver.Plan;
import io.asyncappend.harness.reliability.driver.Session;
import io.asyncappend.harness.reliability.driver.Watch;
import io.asyncappend.harness.reliability.driver.Watch.Event;
import io.asyncappend.harness.reliability.system.Await;
import io.asyncappend.harness.reliability.system.Disk;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.Shell;
import io.asyncappend.harness.reliability.system.Tools;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import io.asyncappend.harness.reliability.verify.Verifier;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** A small file system that is filled and freed, and one whose quota is used up. */
public final class FullDisk implements Promise {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final int CYCLES = 20;

	private static final int FEW_CYCLES = 3;

	private static final Path FULL_DEVICE = Path.of("/dev/full");

	/** Makes there be no room, or makes room again. */
	private interface Step {

		void take() throws IOException;

	}

	@Override
	public int number() {
		return 5;
	}

	@Override
	public String text() {
		return "disk full is a state, not an end";
	}

	@Override
	public String missing() {
		return Tools.missingForDisk("mkfs.ext4", "mkfs.btrfs", "btrfs");
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		try (Disk disk = Disk.create(Disk.Type.EXT4, 48)) {
			cycles(disk, result, CYCLES, null, "way=durable");
			cycles(disk, result, CYCLES, null, "way=flush", "enabled=false");
			cycles(disk, result, FEW_CYCLES, "BufferFullException", "way=flush", "within=100ms", "backpressure=fail");
			cycles(disk, result, FEW_CYCLES, "AppendTimeoutException", "way=append", "backpressure=20ms");
			cycles(disk, result, FEW_CYCLES, null, "way=flush", "within=100ms", "backpressure=drop");
			pastTheLimit(disk, result, "way=durable");
			pastTheLimit(disk, result, "way=sync", "enabled=false");
		}
		new ShortSpace(result).test(FEW_CYCLES);
		deviceRefused(result);
		deviceLent(result);
		quota(result, CYCLES, "way=flush");
		quota(result, CYCLES, "way=flush", "enabled=false");
	}

	private static void cycles(Disk disk, Result result, int cycles, String felt, String... words) throws Exception {
		cycles(disk.path().resolve("log"), result, cycles, felt, disk::fill, disk::free, words);
	}

	private static void quota(Result result, int cycles, String... words) throws Exception {
		try (Disk disk = Disk.create(Disk.Type.BTRFS, 160)) {
			String top = disk.path().toString();
			Path volume = disk.path().resolve("volume");
			Shell.run("btrfs", "quota", "enable", top);
			Shell.run("btrfs", "subvolume", "create", volume.toString());
			String group = "0/" + Shell.run("btrfs", "inspect-internal", "rootid", volume.toString());
			// A limit below what is used already.
			Files.write(volume.resolve("used"), new byte[1 << 21]);
			Shell.run("sync", "-f", volume.toString());
			cycles(volume.resolve("log"), result, cycles, null,
					() -> Shell.run("btrfs", "qgroup", "limit", "1M", group, top),
					() -> Shell.run("btrfs", "qgroup", "limit", "none", group, top), words);
		}
	}

	/** Takes the room away and gives it back again and again, under producers. */
	private static void cycles(Path file, Result result, int cycles, String felt, Step take, Step give, String... words)
			throws Exception {
		try (Scratch scratch = Scratch.create("scratch")) {
			cycles(file, scratch.resolve("acks"), result, cycles, felt, take, give, words);
		}
		finally {
			Files.delete(file);
		}
	}

	private static void cycles(Path file, Path acks, Result result, int cycles, String felt, Step take, Step give,
			String... words) throws Exception {
		Watch watch = new Watch();
		Queue<String> told = new ConcurrentLinkedQueue<>();
		try (Session session = new Session("log", plan(file, acks, words), told::add, watch)) {
			for (int i = 0; i < cycles; i++) {
				take.take();
				AppenderStatus status = awaitDegraded(session);
				if (felt != null) {
					Await.until("told of " + felt, LIMIT, () -> told.stream().anyMatch((line) -> line.contains(felt)));
				}
				give.take();
				Await.until("going on after " + status, LIMIT,
						() -> isOpenBeyond(session, status.positions().accepted()));
				result.run();
				result.faults(1);
			}
			session.stop();
			if (!watch.all(Event.FAILED).isEmpty()) {
				result.violation("failed though room came back: " + watch.all(Event.FAILED));
			}
		}
		if (watch.all(Event.DEGRADED).size() < cycles || watch.all(Event.RECOVERED).size() < cycles) {
			result.violation("the listener was not told of each of " + cycles + " cycles");
		}
		Acknowledgements given = Acknowledgements.read(acks);
		Verdict verdict = new Verifier(given, given, Promised.ACCEPTED, Tail.WHOLE).verify(file);
		if (!verdict.ok()) {
			result.violation(String.join(" ", words) + ": " + verdict);
		}
	}

	private static AppenderStatus awaitDegraded(Session session) throws Exception {
		AtomicReference<AppenderStatus> status = new AtomicReference<>();
		Await.until("degraded", LIMIT, () -> {
			status.set(session.appender().status());
			return status.get().state() == AppenderStatus.State.DEGRADED
					&& status.get().trouble().failure().isPresent();
		});
		return status.get();
	}

	private static boolean isOpenBeyond(Session session, long position) {
		AppenderStatus status = session.appender().status();
		return status.state() == AppenderStatus.State.OPEN && status.positions().written() > position;
	}

	/** No room for longer than is retried: failed, and nothing acknowledged wrongly. */
	private static void pastTheLimit(Disk disk, Result result, String... words) throws Exception {
		Path file = disk.path().resolve("log");
		try (Scratch scratch = Scratch.create("scratch")) {
			pastTheLimit(disk, file, scratch.resolve("acks"), result, words);
		}
		finally {
			Files.delete(file);
		}
	}

	private static void pastTheLimit(Disk disk, Path file, Path acks, Result result, String... words) throws Exception {
		Watch watch = new Watch();
		Queue<String> told = new ConcurrentLinkedQueue<>();
		String[] more = Stream.concat(Stream.of(words), Stream.of("retry=300ms", "sizes=900-5000"))
			.toArray(String[]::new);
		Session session = new Session("log", plan(file, acks, more), told::add, watch);
		disk.fill();
		result.faults(1);
		watch.await(Event.DEGRADED, 1, LIMIT);
		watch.await(Event.FAILED, 1, LIMIT);
		disk.free();
		session.await();
		AppenderStatus failed = session.appender().status();
		try {
			session.close();
			result.violation("closed as if nothing were lost: " + failed);
		}
		catch (AppenderFailedException ex) {
			// As it should.
		}
		Acknowledgements given = Acknowledgements.read(acks);
		Verdict verdict = new Verifier(given, given, Promised.WRITTEN, Tail.CUT).verify(file);
		if (!verdict.ok() || failed.state() != AppenderStatus.State.FAILED
				|| verdict.tornBytes() != failed.trouble().tornBytes()) {
			result.violation(String.join(" ", words) + ": " + verdict + " with " + verdict.tornBytes()
					+ " torn bytes after " + failed);
		}
		if (told.stream().noneMatch((line) -> line.contains("No space left on device"))) {
			result.violation("producers were not told the cause: " + told);
		}
		result.run();
	}

	private static void deviceRefused(Result result) {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			factory.open("full", FULL_DEVICE);
			result.violation(FULL_DEVICE + " was opened as a file");
		}
		catch (AppendException ex) {
			if (!ex.getMessage().contains("not a regular file")) {
				result.violation(FULL_DEVICE + " was refused for another reason: " + ex);
			}
		}
		result.run();
	}

	/** A device that is lent refuses nothing beforehand: it is full, then it fails. */
	private static void deviceLent(Result result) throws Exception {
		Watch watch = new Watch();
		AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(watch).build();
		try (FileChannel channel = FileChannel.open(FULL_DEVICE, StandardOpenOption.WRITE)) {
			AsyncAppender appender = factory.create("full", channel,
					AppenderOptions.builder().writeRetry(Duration.ofMillis(300)).build());
			CompletableFuture<Long> receipt = appender.appendDurably(new byte[100]);
			watch.await(Event.DEGRADED, 1, LIMIT);
			watch.await(Event.FAILED, 1, LIMIT);
			AppenderStatus status = appender.status();
			if (!receipt.isCompletedExceptionally() || status.positions().written() != 0) {
				result.violation(FULL_DEVICE + " took a record: " + receipt + ", " + status);
			}
			factory.close();
			result.violation("closed as if nothing were lost: " + status);
		}
		catch (AppenderFailedException ex) {
			// As it should.
		}
		result.faults(1);
		result.run();
	}

	private static Plan plan(Path file, Path acks, String... words) {
		// Slowly, so that what they append does not fill the disk by itself.
		return new Plan(Stream
			.concat(Stream.of("file=" + file, "acks=" + acks, "producers=4", "pause=1ms", "buffer=16384"),
					Stream.of(words))
			.toArray(String[]::new));
	}

}
