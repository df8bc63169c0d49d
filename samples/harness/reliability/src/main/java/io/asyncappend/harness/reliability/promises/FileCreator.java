package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/** The process that creates files for {@link Permissions}. */
final class FileCreator {

	/** About as long as it takes to open a file under strace(1). */
	private static final int MAX_DELAY = 12_000_000;

	private FileCreator() {
	}

	/**
	 * Creates files in a directory.
	 * @param args the directory, then the modes with commas between; or {@code raced} and
	 * how often
	 * @throws Exception if they cannot be created
	 */
	public static void main(String[] args) throws Exception {
		Path directory = Path.of(args[0]);
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			if (args[1].equals("raced")) {
				System.out.println("raced " + race(factory, directory.resolve("log"), Integer.parseInt(args[2])));
				return;
			}
			for (String mode : args[1].split(",")) {
				for (Permissions.Way way : Permissions.Way.values()) {
					create(factory, directory.resolve(way + "-" + mode), mode, way);
				}
			}
		}
		System.out.println("created");
	}

	private static void create(AsyncAppendFactory factory, Path file, String mode, Permissions.Way way)
			throws IOException {
		AsyncAppender appender = factory.open(file.getFileName().toString(), file,
				AppenderOptions.builder()
					.permissions(PosixFilePermissions.fromString(mode))
					.recreate(way == Permissions.Way.RECREATED)
					.build());
		appender.append(new byte[] { '\n' });
		appender.flush();
		if (way == Permissions.Way.OPENED) {
			return;
		}
		Files.delete(file);
		if (way == Permissions.Way.REOPENED) {
			appender.reopen();
			return;
		}
		while (!Files.exists(file)) {
			appender.append(new byte[] { '\n' });
			LockSupport.parkNanos(1_000_000);
		}
	}

	/**
	 * Reopens a file that is deleted at some time meanwhile; returns how often it was
	 * there afterwards, and the modes but for the right one.
	 */
	private static String race(AsyncAppendFactory factory, Path file, int count) throws Exception {
		AsyncAppender appender = factory.open("log", file);
		String mode = PosixFilePermissions.toString(appender.options().permissions());
		Random random = new Random(count);
		Set<String> wrong = new TreeSet<>();
		int there = 0;
		for (int i = 0; i < count; i++) {
			Files.deleteIfExists(file);
			long delay = random.nextInt(MAX_DELAY);
			Thread deleter = new Thread(() -> deleteAfter(file, delay));
			deleter.start();
			appender.reopen();
			deleter.join();
			appender.append(new byte[] { '\n' });
			appender.flush();
			if (Files.exists(file)) {
				there++;
				wrong.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
			}
		}
		wrong.remove(mode);
		return there + " " + wrong;
	}

	private static void deleteAfter(Path file, long nanos) {
		LockSupport.parkNanos(nanos);
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
