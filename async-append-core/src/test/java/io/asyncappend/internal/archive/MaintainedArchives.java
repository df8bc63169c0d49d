package io.asyncappend.internal.archive;

import io.asyncappend.AppenderStorage;
import io.asyncappend.ArchiveNaming;
import io.asyncappend.Rotation;
import io.asyncappend.internal.file.ProcessUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A directory with archives of the file {@code log}, and what is told of them. */
abstract class MaintainedArchives implements ArchiveEvents {

	static final Rotation.Builder ALL = keeping(0, Duration.ZERO, 0, 1);

	static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

	@TempDir
	Path directory;

	final List<String> events = new ArrayList<>();

	/** What was counted last. */
	String counted;

	Runnable whenCompressed = () -> {
	};

	@Override
	public void compressed(Path archive, long bytes) {
		this.events.add("compressed " + archive.getFileName());
		this.whenCompressed.run();
	}

	@Override
	public void failed(IOException cause) {
		this.events.add("failed " + cause);
	}

	@Override
	public void maintained() {
		this.events.add("maintained");
	}

	@Override
	public void counted(AppenderStorage.Archives archives) {
		this.counted = archives.files() + " files, " + archives.bytes() + " bytes";
	}

	Path write(String name, String content) throws IOException {
		return Files.writeString(this.directory.resolve(name), content);
	}

	List<String> names() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

	ArchiveDirectory archives() {
		return archives(ProcessUser.get());
	}

	ArchiveDirectory archives(int owner) {
		return new ArchiveDirectory(this.directory.resolve("log"), owner, ArchiveNaming.standard(),
				Clock.fixed(NOW, ZoneOffset.UTC));
	}

	static Rotation.Builder keeping(int files, Duration age, long bytes, int atLeast) {
		return Rotation.builder().keepFiles(files).keepFor(age).keepSize(bytes).keepAtLeast(atLeast);
	}

	void maintain(ArchiveDirectory archives, boolean compress, Rotation.Builder kept) {
		new ArchiveMaintenance(archives, kept.compress(compress).build(), () -> ArchiveHolds.NONE, this)
			.run(Clock.fixed(NOW, ZoneOffset.UTC), () -> false);
	}

	/** What is there, in the words of {@link #counted}. */
	String there(ArchiveDirectory archives) throws IOException {
		List<Archive> found = archives.readable().archives();
		return found.size() + " files, " + found.stream().mapToLong(Archive::bytes).sum() + " bytes";
	}

}
