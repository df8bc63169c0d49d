package io.asyncappend;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Opens, reopens, recreates and rotates where the process has none to a few descriptors
 * left, and says what went wrong once it has enough again.
 */
final class Descriptors {

	private static final int MOST = 12;

	private static final Deque<FileInputStream> OPEN = new ArrayDeque<>();

	private final AsyncAppendFactory factory = AsyncAppendFactory.create();

	private final Path directory;

	private Descriptors(Path directory) {
		this.directory = directory;
	}

	public static void main(String[] arguments) throws Exception {
		loadClasses();
		for (boolean shared : new boolean[] { false, true }) {
			for (int left = 0; left < MOST; left++) {
				String name = "shared=" + shared + "-left=" + left;
				Descriptors descriptors = new Descriptors(Path.of(arguments[0]));
				descriptors.open(name, shared, left);
				descriptors.goesOn("reopen-" + name, shared, left);
				if (!shared) {
					descriptors.goesOn("rotate-" + name, false, left);
				}
				descriptors.factory.close();
			}
		}
		System.out.println("done");
	}

	/** As to load one from a directory takes a descriptor. */
	private static void loadClasses() throws Exception {
		Path classes = Path.of(AsyncAppender.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		try (Stream<Path> files = Files.walk(classes)) {
			for (Path file : (Iterable<Path>) files::iterator) {
				String name = classes.relativize(file).toString().replace('/', '.');
				if (name.startsWith("io.asyncappend.") && name.endsWith(".class")) {
					Class.forName(name.substring(0, name.length() - ".class".length()));
				}
			}
		}
	}

	private void open(String name, boolean shared, int left) throws IOException {
		Path file = this.directory.resolve("open-" + name);
		Files.writeString(file, "torn");
		String refusal = "";
		leave(left);
		try {
			this.factory.open(name, file, options(shared)).close();
		}
		catch (AppendException ex) {
			refusal = ex.getMessage();
		}
		finally {
			giveBack();
		}
		if (!refusal.isEmpty() && !refusal.contains("Too many open files")) {
			System.out.println("open, " + name + ": " + refusal);
		}
		try (AsyncAppender appender = this.factory.open(name, file, options(shared))) {
			appender.append(line());
		}
		catch (AppendException ex) {
			System.out.println("open after that, " + name + ": " + ex.getMessage());
		}
	}

	private void goesOn(String name, boolean shared, int left) throws IOException {
		Path file = this.directory.resolve(name);
		AsyncAppender appender = this.factory.open(name, file, options(shared));
		appender.append(line());
		appender.flush();
		boolean rotates = name.startsWith("rotate");
		if (!rotates) {
			Files.move(file, this.directory.resolve("old-" + name));
		}
		leave(left);
		try {
			change(appender, rotates);
		}
		catch (AppendException ex) {
			if (!ex.getMessage().contains("Too many open files")) {
				System.out.println(name + ": " + ex.getMessage());
			}
		}
		finally {
			giveBack();
		}
		try {
			appender.append(line());
			appender.flush();
			change(appender, rotates);
			appender.append(line());
			appender.sync();
		}
		catch (AppendException ex) {
			System.out.println("after that, " + name + ": " + ex.getMessage());
		}
		appender.close();
		if (!Files.readString(file).endsWith("record\n")) {
			System.out.println("after that, " + name + ": no record is in the file");
		}
	}

	private static void change(AsyncAppender appender, boolean rotates) {
		if (rotates) {
			appender.rotate();
		}
		else {
			appender.reopen();
		}
	}

	private static AppenderOptions options(boolean shared) {
		return AppenderOptions.builder().shared(shared).build();
	}

	private static byte[] line() {
		return "record\n".getBytes();
	}

	private static void leave(int left) throws IOException {
		try {
			while (true) {
				OPEN.push(new FileInputStream("/dev/zero"));
			}
		}
		catch (IOException ex) {
			for (int i = 0; i < left; i++) {
				OPEN.pop().close();
			}
		}
	}

	private static void giveBack() throws IOException {
		for (FileInputStream open : List.copyOf(OPEN)) {
			open.close();
		}
		OPEN.clear();
	}

}
