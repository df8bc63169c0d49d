package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Scratch;
import java.io.FileInputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Further writers try to open a file by all its names, while its appender is used in all
 * ways.
 */
public final class SecondWriter implements Promise {

	private static final byte[] RECORD = "owner\n".getBytes(StandardCharsets.US_ASCII);

	/** Something that a JVM may do with its own log. */
	private interface Use {

		void of(Path log) throws Exception;

	}

	@Override
	public int number() {
		return 10;
	}

	@Override
	public String text() {
		return "a second writer is refused";
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		for (int i = 0; i < 3; i++) {
			try (Scratch scratch = Scratch.create("second")) {
				contend(scratch, i % 2 == 0, result);
			}
		}
		for (int i = 0; i < 10; i++) {
			try (Scratch scratch = Scratch.create("second")) {
				killed(scratch, result);
			}
		}
	}

	private static Map<String, Use> uses() {
		Map<String, Use> uses = new LinkedHashMap<>();
		uses.put("nothing", (log) -> {
		});
		uses.put("FileInputStream", (log) -> {
			try (FileInputStream in = new FileInputStream(log.toFile())) {
				in.readAllBytes();
			}
		});
		uses.put("Files.copy",
				(log) -> Files.copy(log, log.resolveSibling("copy"), StandardCopyOption.REPLACE_EXISTING));
		uses.put("Files.readAllLines", Files::readAllLines);
		uses.put("RandomAccessFile", (log) -> new RandomAccessFile(log.toFile(), "rw").close());
		uses.put("FileChannel", (log) -> {
			try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
				channel.read(ByteBuffer.allocate(100));
				channel.map(FileChannel.MapMode.READ_ONLY, 0, 1);
			}
		});
		uses.put("AsynchronousFileChannel", (log) -> AsynchronousFileChannel.open(log).close());
		uses.put("FileLock", (log) -> {
			try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
				FileLock lock = channel.tryLock(0, 1, false);
				if (lock != null) {
					lock.release();
				}
			}
		});
		uses.put("a second instance", (log) -> Contender.open(log, false));
		uses.put("a second borrower", Contender::borrow);
		uses.put("a walk through the directory", (log) -> {
			try (var paths = Files.walk(log.getParent())) {
				paths.forEach((path) -> path.toFile().length());
			}
		});
		return uses;
	}

	/** After each use every further writer is refused by every name. */
	private static void contend(Scratch scratch, boolean enabled, Result result) throws Exception {
		Path directory = Files.createDirectory(scratch.resolve("logs"));
		Path log = directory.resolve("log");
		long records = 0;
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().enabled(enabled).build();
				Child child = Child.of(Contender.class).directory(scratch.path()).start()) {
			AsyncAppender appender = factory.open("log", log);
			Path link = Files.createSymbolicLink(scratch.resolve("link"), log);
			Path linked = Files.createSymbolicLink(scratch.resolve("linked"), directory).resolve("log");
			Path hard = Files.createLink(scratch.resolve("hard"), log);
			Path relative = Path.of("").toAbsolutePath().relativize(log);
			for (Map.Entry<String, Use> use : uses().entrySet()) {
				appender.append(RECORD);
				records++;
				appender.flush();
				use.getValue().of(log);
				for (Path path : List.of(log, link, linked, hard, relative)) {
					requireRefused("instance", path, use.getKey(), Contender.open(path, false), result);
					requireRefused("shared instance", path, use.getKey(), Contender.open(path, true), result);
					requireRefused("borrower", path, use.getKey(), Contender.borrow(path), result);
				}
				// Its hard link is another name, which no process can tell.
				for (Path path : List.of(log, link, linked, Path.of("logs", "log"), Path.of("logs/../linked/log"))) {
					requireRefused("process", path, use.getKey(), child.askOk("try " + path), result);
					requireRefused("sharing process", path, use.getKey(), child.askOk("share " + path), result);
				}
				result.run();
			}
		}
		if (!Files.readString(log).equals("owner\n".repeat((int) records))) {
			result.violation("the file has " + Files.readString(log));
		}
		String after = Contender.open(log, false);
		if (!after.equals("opened")) {
			result.violation("closed, but " + after);
		}
	}

	private static void requireRefused(String writer, Path path, String use, String answer, Result result) {
		result.faults(1);
		if (!answer.equals("refused")) {
			result.violation("a second " + writer + " by " + path + " after " + use + ": " + answer);
		}
	}

	private static void killed(Scratch scratch, Result result) throws Exception {
		Path log = scratch.resolve("log");
		try (Child holder = Child.of(Contender.class).start()) {
			holder.askOk("hold " + log);
			requireRefused("instance", log, "an owner in another process", Contender.open(log, false), result);
			holder.kill();
			String answer = Contender.open(log, false);
			if (!answer.equals("opened")) {
				result.violation("the owner was killed, but " + answer);
			}
			result.faults(1);
			result.run();
		}
	}

}
