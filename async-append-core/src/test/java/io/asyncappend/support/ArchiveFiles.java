package io.asyncappend.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The archives of a file as a reader finds them, who knows nothing but the default
 * naming.
 */
public final class ArchiveFiles {

	private static final Pattern NAME = Pattern.compile("(.+?)-(\\d{4}-\\d\\d-\\d\\d[0-9T-]*)\\.(\\d+)(\\.gz)?");

	private ArchiveFiles() {
	}

	/** In the order of their names. */
	public static List<Path> of(Path file) throws IOException {
		try (Stream<Path> files = Files.list(file.getParent())) {
			return new ArrayList<>(files.filter((path) -> {
				Matcher matcher = matcher(path);
				return matcher.matches() && matcher.group(1).equals(file.getFileName().toString());
			}).sorted(Comparator.comparing(ArchiveFiles::time).thenComparing(ArchiveFiles::index)).toList());
		}
	}

	private static Matcher matcher(Path path) {
		return NAME.matcher(path.getFileName().toString());
	}

	private static String time(Path path) {
		Matcher matcher = matcher(path);
		matcher.matches();
		return matcher.group(2);
	}

	private static long index(Path path) {
		Matcher matcher = matcher(path);
		matcher.matches();
		return Long.parseLong(matcher.group(3));
	}

	public static byte[] read(Path archive) throws IOException {
		if (!archive.toString().endsWith(".gz")) {
			return Files.readAllBytes(archive);
		}
		try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
			return in.readAllBytes();
		}
	}

	/** All archives and the file, one after the other. */
	public static byte[] readAll(Path file) throws IOException {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (Path archive : of(file)) {
			all.writeBytes(read(archive));
		}
		all.writeBytes(Files.readAllBytes(file));
		return all.toByteArray();
	}

	/** Hidden files, but for that which is locked. */
	public static List<Path> halves(Path file) throws IOException {
		try (Stream<Path> files = Files.list(file.getParent())) {
			return files.filter((path) -> path.getFileName().toString().endsWith(".tmp")).toList();
		}
	}

}
