package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.TornTail;
import io.asyncappend.harness.reliability.driver.Plan;
import io.asyncappend.harness.reliability.system.Await;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A file with its archives after a kill, as the next start leaves them. */
final class Archived {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final Path file;

	Archived(Path file) {
		this.file = file;
	}

	/** What a kill may leave behind. */
	enum Left {

		/** The file has its new name, and no other has taken its place. */
		NO_FILE,

		/** A name that is reserved for the next archive. */
		RESERVED_NAME,

		/** An archive that is not compressed. */
		PLAIN,

		/** A half of a compressed archive, or a whole one without its name. */
		HALF,

		/** An archive that is there both ways. */
		TWICE

	}

	/** What the kill left behind. */
	Set<Left> left() throws IOException {
		Set<Left> left = EnumSet.noneOf(Left.class);
		if (Files.notExists(this.file)) {
			left.add(Left.NO_FILE);
		}
		for (String name : unfinished()) {
			Path path = this.file.resolveSibling(name);
			if (name.endsWith(".tmp")) {
				left.add(Left.HALF);
			}
			else if (Files.size(path) == 0) {
				left.add(Left.RESERVED_NAME);
			}
			else {
				left.add(Files.exists(path.resolveSibling(name + ".gz")) ? Left.TWICE : Left.PLAIN);
			}
		}
		return left;
	}

	/**
	 * Opens the file again, as the process that was killed would, and waits until what
	 * was interrupted is finished; returns what is wrong, or {@code null}.
	 */
	String finish(Plan plan) throws Exception {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AppenderOptions options = plan.options().toBuilder().tornTail(TornTail.truncate()).build();
			AsyncAppender appender = factory.open("log", this.file, options);
			Await.until("all compressed", LIMIT, () -> unfinished().isEmpty() || isFailed(appender));
			return appender.status()
				.trouble()
				.rotationFailure()
				.map((failure) -> "the next start met " + failure + ", and left " + unfinished())
				.orElse(null);
		}
	}

	private static boolean isFailed(AsyncAppender appender) {
		return appender.status().trouble().rotationFailure().isPresent();
	}

	/** What should not be there for long. */
	private List<String> unfinished() {
		String name = this.file.getFileName().toString();
		try (Stream<Path> files = Files.list(this.file.getParent())) {
			return files.map((path) -> path.getFileName().toString())
				.filter((other) -> other.matches("\\Q" + name + "\\E\\.\\d+|.*\\.tmp"))
				.toList();
		}
		catch (IOException ex) {
			return List.of(ex.toString());
		}
	}

	/** What is in each, in the order of their numbers, unpacked; then the file. */
	List<Path> unpack(Path directory) throws IOException {
		List<Path> all = new ArrayList<>();
		for (Path archive : archives()) {
			Path plain = directory.resolve(this.file.getFileName() + "-unpacked-" + number(archive));
			try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
				Files.copy(in, plain);
			}
			all.add(plain);
		}
		all.add(this.file);
		return all;
	}

	private List<Path> archives() throws IOException {
		String start = this.file.getFileName() + ".";
		try (Stream<Path> files = Files.list(this.file.getParent())) {
			return files.filter((path) -> path.getFileName().toString().startsWith(start))
				.sorted(Comparator.comparingInt(Archived::number))
				.toList();
		}
	}

	private static int number(Path archive) {
		return Integer.parseInt(archive.getFileName().toString().split("\\.")[1]);
	}

}
