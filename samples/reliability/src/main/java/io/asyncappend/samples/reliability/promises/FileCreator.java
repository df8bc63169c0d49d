package io.asyncappend.samples.reliability.promises;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;

/** The process that creates files for {@link Permissions}. */
final class FileCreator {

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

	/** The modes that the file was seen with, but for the right one. */
	private static Set<String> race(AsyncAppendFactory factory, Path file, int count) throws Exception {
		AsyncAppender appender = factory.open("log", file, AppenderOptions.builder().shared(true).build());
		Set<String> modes = new ConcurrentSkipListSet<>();
		Thread deleter = new Thread(() -> {
			while (!Thread.currentThread().isInterrupted()) {
				see(file, modes);
			}
		});
		deleter.start();
		for (int i = 0; i < count; i++) {
			try {
				appender.reopen();
			}
			catch (AppendException ex) {
				// Deleted at the wrong moment; the appender goes on with what it has.
			}
		}
		deleter.interrupt();
		deleter.join();
		modes.remove(PosixFilePermissions.toString(appender.options().permissions()));
		return new TreeSet<>(modes);
	}

	private static void see(Path file, Set<String> modes) {
		try {
			modes.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
			Files.delete(file);
		}
		catch (NoSuchFileException ex) {
			// Not yet.
		}
		catch (IOException ex) {
			modes.add(ex.toString());
		}
	}

}
