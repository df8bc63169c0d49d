package io.asyncappend.internal.file;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * File names as the operating system has them, which are bytes. The charset of the locale
 * ({@code sun.jnu.encoding}) may not be able to decode the name of a file that is there,
 * and the text that a {@link Path} gives for it then is the name of another file. A
 * <em>raw</em> name has one char for each byte (ISO-8859-1), and comes from the URI of a
 * path, which has them all. Where the file system knows no bytes it is the plain name.
 */
public final class RawName {

	/** The most bytes of one name (NAME_MAX of limits.h) on the file systems of Linux. */
	public static final int MAX_LENGTH = 255;

	private static final int FIRST_OF_OTHERS = 0x80;

	private RawName() {
	}

	/**
	 * The raw name of a file.
	 * @param file its path
	 * @return the last name of the path
	 */
	public static String of(Path file) {
		Path name = file.getFileName();
		String text = name.toString();
		if (isAscii(text) || !isUnix(file)) {
			return text;
		}
		String path = name.toUri().getRawPath();
		int end = path.endsWith("/") ? path.length() - 1 : path.length();
		StringBuilder raw = new StringBuilder();
		for (int i = path.lastIndexOf('/', end - 1) + 1; i < end; i++) {
			if (path.charAt(i) == '%') {
				raw.append((char) Integer.parseInt(path, i + 1, i + 3, 16));
				i += 2;
			}
			else {
				raw.append(path.charAt(i));
			}
		}
		return raw.toString();
	}

	/**
	 * A path in a directory.
	 * @param directory the directory
	 * @param raw a raw name, without a slash
	 * @return the path of that name in the directory
	 */
	public static Path in(Path directory, String raw) {
		if (isAscii(raw) || !isUnix(directory)) {
			return directory.resolve(raw);
		}
		StringBuilder path = new StringBuilder("file:///");
		for (byte one : raw.getBytes(StandardCharsets.ISO_8859_1)) {
			path.append('%').append(Character.forDigit(one >> 4 & 0xf, 16)).append(Character.forDigit(one & 0xf, 16));
		}
		return directory.resolve(Path.of(URI.create(path.toString())).getFileName());
	}

	/**
	 * A path beside a file.
	 * @param file the file
	 * @param raw a raw name, without a slash
	 * @return the path of that name in the directory of the file
	 */
	public static Path beside(Path file, String raw) {
		Path parent = file.getParent();
		return (parent != null) ? in(parent, raw) : in(file.getFileSystem().getPath(""), raw);
	}

	/**
	 * The path of a hidden file of ours beside a file, {@code .NAME.SUFFIX}. Where that
	 * would be too long, a digest stands for the name.
	 * @param file the file
	 * @param suffix says what the hidden file is for; short, ASCII and without a slash
	 * @return the path of the hidden file
	 */
	public static Path hidden(Path file, String suffix) {
		String name = of(file);
		String hidden = "." + name + "." + suffix;
		return beside(file, (hidden.length() <= MAX_LENGTH) ? hidden : "." + digest(name) + "." + suffix);
	}

	private static String digest(String name) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256", ex);
		}
	}

	/**
	 * The suffix that a path is the {@linkplain #hidden hidden} file of a file by.
	 * @param file the file
	 * @param path what may be hidden beside it
	 * @return the suffix, raw; empty if it is something else
	 */
	public static Optional<String> hiddenSuffix(Path file, Path path) {
		String name = of(file);
		String raw = of(path);
		for (String begin : List.of("." + name + ".", "." + digest(name) + ".")) {
			if (raw.startsWith(begin)) {
				String suffix = raw.substring(begin.length());
				if (of(hidden(file, suffix)).equals(raw)) {
					return Optional.of(suffix);
				}
			}
		}
		return Optional.empty();
	}

	/**
	 * The raw form of a text that is to become a part of a name.
	 * @param text without a slash
	 * @return its bytes in the charset of the locale
	 * @throws InvalidPathException if that charset has no bytes for it
	 */
	public static String encode(String text) {
		return isAscii(text) ? text : of(Path.of(text));
	}

	/** Whether the text of a path is the path again: others can be opened by it. */
	static boolean isText(Path path) {
		try {
			return Path.of(path.toString()).equals(path);
		}
		catch (InvalidPathException ex) {
			return false;
		}
	}

	static boolean isAscii(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) >= FIRST_OF_OTHERS) {
				return false;
			}
		}
		return true;
	}

	private static boolean isUnix(Path path) {
		return path.getFileSystem().supportedFileAttributeViews().contains("unix");
	}

}
