package io.asyncappend.internal.archive;

import io.asyncappend.ArchiveNaming;
import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.RawName;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the archives of one file are called. Whatever is not called exactly so is not an
 * archive of this file, and is left alone.
 */
public final class ArchiveNamePattern {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

	private static final String TIME = "(?<time>\\d{4}-\\d\\d-\\d\\d(?:T\\d\\d(?:-\\d\\d-\\d\\d)?)?)";

	private static final String INDEX = "(?<index>[1-9]\\d{0,17})";

	/** The largest number that is given, and believed: others could not be added to. */
	static final long MAX_INDEX = 999_999_999_999L;

	/** The time in a name at its longest. */
	private static final String LONGEST_TIME = "2026-11-28T09-15-00";

	/** As many archives of one time, or of a file without, are reckoned with. */
	private static final long LARGE_INDEX = 999_999;

	private static final int DATE = "2026-11-28".length();

	private static final int HOUR = "2026-11-28T09".length();

	private static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);

	/** Between the name of an archive and what tells two temporary files apart. */
	private static final String TEMPORARY = Archive.GZIP + "-";

	private static final String TEMPORARY_END = ".tmp";

	private static final String RANDOM = "[0-9a-f]{16}" + Pattern.quote(TEMPORARY_END);

	private final String pattern;

	private final String file;

	private final boolean timed;

	private final Pattern plain;

	private final Pattern temporary;

	/**
	 * Names the archives of a file.
	 * @param naming the pattern
	 * @param file the {@linkplain RawName raw name} of the file
	 * @throws java.nio.file.InvalidPathException if the charset of the locale does not
	 * know the pattern
	 */
	public ArchiveNamePattern(ArchiveNaming naming, String file) {
		this.pattern = RawName.encode(naming.pattern());
		this.file = file;
		this.timed = this.pattern.contains("{time}");
		String regex = regex();
		this.plain = Pattern.compile(regex);
		this.temporary = Pattern.compile("\\." + regex + Pattern.quote(TEMPORARY) + RANDOM);
	}

	/** Whether names have a time in them. */
	boolean isTimed() {
		return this.timed;
	}

	/**
	 * Makes sure that there is room for the names of archives, if a shorter name of the
	 * file would make it; else the first rotation tells that the pattern is too long.
	 * @param file the file whose archives they are
	 * @param naming how they are called
	 * @param compress whether they are compressed, for which they are given a longer name
	 * @throws IOException if their names would be too long, or the charset of the locale
	 * does not know the pattern
	 */
	public static void requireRoom(Path file, ArchiveNaming naming, boolean compress) throws IOException {
		ArchiveNamePattern pattern = of(file, naming);
		Path longest = RawName.beside(file, pattern.name(LONGEST_TIME, LARGE_INDEX));
		int length = RawName.of(compress ? temporary(longest, 0) : longest).length();
		if (pattern.fitting(length) > 0) {
			pattern.requireRoom(file, length);
		}
	}

	/** The same for the name of one archive. */
	void requireRoom(Path archive) throws IOException {
		requireRoom(archive, RawName.of(archive).length());
	}

	private void requireRoom(Path path, int length) throws IOException {
		if (length > RawName.MAX_LENGTH) {
			int fitting = fitting(length);
			String remedy = (fitting > 0)
					? "the file's name has " + this.file.length() + ": let it have " + fitting + " at most"
					: "take a shorter naming";
			throw new FileSystemException(path.toString(), null,
					"File name too long for its archives, which would have " + length + " bytes of at most "
							+ RawName.MAX_LENGTH + "; " + remedy);
		}
	}

	/** How long the name of the file may be, if the name of an archive has a length. */
	private int fitting(int length) {
		int times = (this.pattern.contains("{name}") ? 1 : 0)
				+ (this.pattern.contains("{base}") || this.pattern.contains("{extension}") ? 1 : 0);
		int excess = length - RawName.MAX_LENGTH;
		return this.file.length() - (excess + times - 1) / times;
	}

	/** For a file; with a checked exception. */
	static ArchiveNamePattern of(Path file, ArchiveNaming naming) throws IOException {
		try {
			return new ArchiveNamePattern(naming, RawName.of(file));
		}
		catch (InvalidPathException ex) {
			throw new FileSystemException(file.toString(), null,
					"cannot have archives named '" + naming.pattern()
							+ "', which the charset of the locale does not know (sun.jnu.encoding is "
							+ System.getProperty("sun.jnu.encoding") + ")");
		}
	}

	String name(String time, long index) {
		return PLACEHOLDER.matcher(this.pattern)
			.replaceAll((match) -> Matcher.quoteReplacement(switch (match.group(1)) {
				case "time" -> time;
				case "index" -> Long.toString(index);
				default -> ofFile(match.group(1));
			}));
	}

	private String regex() {
		StringBuilder regex = new StringBuilder();
		Matcher matcher = PLACEHOLDER.matcher(this.pattern);
		int end = 0;
		while (matcher.find()) {
			regex.append(Pattern.quote(this.pattern.substring(end, matcher.start())));
			regex.append(switch (matcher.group(1)) {
				case "time" -> TIME;
				case "index" -> INDEX;
				default -> Pattern.quote(ofFile(matcher.group(1)));
			});
			end = matcher.end();
		}
		return regex.append(Pattern.quote(this.pattern.substring(end))).toString();
	}

	private String ofFile(String placeholder) {
		int dot = this.file.lastIndexOf('.');
		int split = (dot > 0) ? dot : this.file.length();
		return switch (placeholder) {
			case "base" -> this.file.substring(0, split);
			case "extension" -> this.file.substring(split);
			default -> this.file;
		};
	}

	/** What the name of an archive says. */
	record Name(String time, long index, Path plain, boolean compressed) {

		Archive archive(Look look) {
			return new Archive(this.time, this.index, this.plain, this.compressed ? null : look,
					this.compressed ? look : null);
		}

	}

	/** What a name says, if it is that of an archive. */
	Optional<Name> parse(Path path) {
		String name = RawName.of(path);
		boolean compressed = name.endsWith(Archive.GZIP);
		String base = compressed ? name.substring(0, name.length() - Archive.GZIP.length()) : name;
		Matcher matcher = this.plain.matcher(base);
		if (!matcher.matches()) {
			return Optional.empty();
		}
		return Optional.of(new Name(this.timed ? matcher.group("time") : "", Long.parseLong(matcher.group("index")),
				compressed ? RawName.beside(path, base) : path, compressed));
	}

	/**
	 * Whether a time in a name is ahead of the clock: it has come in no zone of the
	 * world, of which the earliest is 14 hours ahead of UTC. An hour more is for clocks
	 * that are set back a little.
	 */
	static boolean isAhead(String time, Instant now) {
		if (time.isEmpty()) {
			return false;
		}
		try {
			LocalDate date = LocalDate.parse(time.substring(0, DATE));
			LocalTime clock = (time.length() == DATE) ? LocalTime.MIN
					: (time.length() == HOUR) ? LocalTime.of(Integer.parseInt(time.substring(DATE + 1)), 0)
							: LocalTime.parse(time.substring(DATE + 1).replace('-', ':'));
			return date.atTime(clock).toInstant(ZoneOffset.ofHours(14)).isAfter(now.plus(CLOCK_TOLERANCE));
		}
		catch (DateTimeException ex) {
			// No clock shows that.
			return true;
		}
	}

	/** Whether a file is a half of an archive of ours. */
	boolean isTemporary(Path path) {
		String name = RawName.of(path);
		return name.endsWith(TEMPORARY_END) && this.temporary.matcher(name).matches();
	}

	/** A hidden file to compress an archive into; no two are called alike. */
	static Path temporary(Path archive, long random) {
		return RawName.beside(archive,
				"." + RawName.of(archive) + TEMPORARY + HexFormat.of().toHexDigits(random) + TEMPORARY_END);
	}

}
