package io.asyncappend;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How archives are called. They lie beside the file (for a symbolic link, beside what it
 * leads to). In the pattern stand, each once at most:
 * <ul>
 * <li><code>{name}</code>: the name of the file, such as {@code app.log}; or, in its
 * place, <code>{base}</code>, {@code app}, and <code>{extension}</code>,
 * {@code .log}</li>
 * <li><code>{time}</code>: of a file that ends with an hour or a day, that hour,
 * {@code 2026-11-26T14}, or day, {@code 2026-11-26}; of others when it was rotated,
 * {@code 2026-11-26T14-15-02}. Never less than that of the archive before.</li>
 * <li><code>{index}</code>: from 1 on, for each time anew; required, and parted from the
 * name of the file by something that is no digit, as the eleventh archive of {@code app}
 * is not the first of {@code app1}</li>
 * </ul>
 * Immutable.
 */
public final class ArchiveNaming {

	private static final String GZIP = ".gz";

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

	private static final List<String> PLACEHOLDERS = List.of("name", "base", "extension", "time", "index");

	/** With no more than digits in between, 1 after app1 is 11 after app. */
	private static final Pattern TOUCHING = Pattern
		.compile("\\{(?:name|base|extension)\\}\\d*\\{index\\}|\\{index\\}\\d*\\{(?:name|base)\\}");

	private static final ArchiveNaming DEFAULT = of("{name}-{time}.{index}");

	private final String pattern;

	private ArchiveNaming(String pattern) {
		this.pattern = pattern;
	}

	/**
	 * As <code>{name}-{time}.{index}</code>.
	 * @return the default
	 */
	public static ArchiveNaming standard() {
		return DEFAULT;
	}

	/**
	 * Makes sure that a pattern gives each archive of each file in a directory a name of
	 * its own.
	 * @param pattern the pattern
	 * @return the naming
	 * @throws IllegalArgumentException if two archives, or those of two files, could be
	 * called alike, or if it is not a plain file name
	 */
	public static ArchiveNaming of(String pattern) {
		Objects.requireNonNull(pattern, "pattern");
		Set<String> used = new LinkedHashSet<>();
		Matcher matcher = PLACEHOLDER.matcher(pattern);
		while (matcher.find()) {
			require(PLACEHOLDERS.contains(matcher.group(1)), pattern,
					"has '" + matcher.group() + "', which is none of {name}, {base}, {extension}, {time}, {index}");
			require(used.add(matcher.group(1)), pattern, "has '" + matcher.group() + "' twice");
		}
		String literal = matcher.replaceAll("");
		require(literal.indexOf('{') < 0 && literal.indexOf('}') < 0, pattern, "has a brace without its other one");
		require(isPlain(literal), pattern, "is not a plain file name: archives lie beside their file");
		require(used.contains("index"), pattern, "has no {index}, without which two archives could not be told apart");
		require(used.contains("name") || used.containsAll(Set.of("base", "extension")), pattern,
				"has neither {name} nor {base} and {extension}, without which it could be an archive of another file");
		require(!pattern.matches(".*\\{extension}.*\\{base}.*"), pattern,
				"has {extension} before {base}, so it could be an archive of another file");
		require(!TOUCHING.matcher(pattern).find(), pattern,
				"has an {index} that touches the name of the file, so it could be an archive of another file:"
						+ " put something between them that is no digit");
		require(!pattern.endsWith(GZIP), pattern, "ends with '.gz', which compression adds by itself");
		return new ArchiveNaming(pattern);
	}

	private static boolean isPlain(String name) {
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			if (c == '/' || c == '\\' || Character.isISOControl(c)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * The pattern.
	 * @return as it was given
	 */
	public String pattern() {
		return this.pattern;
	}

	/**
	 * Makes sure that the archives of a file are found again by their names.
	 * @param file the file
	 * @throws IllegalArgumentException if they are called like what is compressed, half
	 * compressed, or the lock of a file
	 */
	public void requireFoundAgain(Path file) {
		Path last = file.getFileName();
		if (last == null) {
			return;
		}
		String name = name(last.toString());
		String of = "makes '" + name + "' of the file '" + last + "', which looks ";
		boolean hidden = name.startsWith(".");
		require(!name.endsWith(GZIP), this.pattern,
				of + "compressed and would not be found again: put {extension} or {name} before the rest");
		require(!hidden || !name.endsWith(".lock"), this.pattern, of + "like the lock of another file");
		require(!hidden || !name.endsWith(".tmp"), this.pattern, of + "like what is left of a compression");
	}

	/** The first archive of a day. */
	private String name(String file) {
		// By hand, as it is asked for with each file that is opened.
		StringBuilder name = new StringBuilder();
		int end = 0;
		for (int start = this.pattern.indexOf('{'); start >= 0; start = this.pattern.indexOf('{', end)) {
			int last = this.pattern.indexOf('}', start);
			name.append(this.pattern, end, start).append(value(this.pattern.substring(start + 1, last), file));
			end = last + 1;
		}
		return name.append(this.pattern, end, this.pattern.length()).toString();
	}

	private static String value(String placeholder, String file) {
		int dot = file.lastIndexOf('.');
		int split = (dot > 0) ? dot : file.length();
		return switch (placeholder) {
			case "time" -> "2026-11-28";
			case "index" -> "1";
			case "base" -> file.substring(0, split);
			case "extension" -> file.substring(split);
			default -> file;
		};
	}

	private static void require(boolean condition, String pattern, String reason) {
		if (!condition) {
			throw new IllegalArgumentException("the naming of archives '" + pattern + "' " + reason);
		}
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof ArchiveNaming that && this.pattern.equals(that.pattern);
	}

	@Override
	public int hashCode() {
		return this.pattern.hashCode();
	}

	@Override
	public String toString() {
		return this.pattern;
	}

}
