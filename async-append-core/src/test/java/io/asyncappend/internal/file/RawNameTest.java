package io.asyncappend.internal.file;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/** A raw name has a char for each byte, and leads back to its path. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "names are bytes on Linux")
class RawNameTest {

	/** Whatever the charset of the locale is. */
	private static final Path LATIN = Path.of(URI.create("file:///dir/m%fcl%7fl%80")).getFileName();

	private static final String RAW = "m\u00fcl\u007fl\u0080";

	@Test
	void aNameHasACharForEachByte() {
		assertThat(RawName.of(Path.of("/dir/app.log"))).isEqualTo("app.log");
		assertThat(RawName.of(Path.of("app.log"))).isEqualTo("app.log");
		assertThat(RawName.of(LATIN)).isEqualTo(RAW);
		assertThat(RawName.of(Path.of("/dir").resolve(LATIN))).isEqualTo(RAW);
		assertThat(RawName.of(Path.of(URI.create("file:///%80")))).isEqualTo("\u0080");
		assertThat(RawName.in(Path.of("/dir"), "\u0080")).isEqualTo(Path.of(URI.create("file:///dir/%80")));
		// A directory of that name would end in a slash.
		assertThat(RawName.of(Path.of(URI.create("file:///%ff")))).isEqualTo("\u00ff");
	}

	@Test
	void aNameLeadsBackToItsPath() {
		Path directory = Path.of("/dir/sub");
		assertThat(RawName.in(directory, "app.log")).isEqualTo(Path.of("/dir/sub/app.log"));
		assertThat(RawName.in(directory, RAW)).isEqualTo(directory.resolve(LATIN));
		assertThat(RawName.beside(directory, RAW)).isEqualTo(Path.of("/dir").resolve(LATIN));
		assertThat(RawName.beside(Path.of("app.log"), "other.log")).isEqualTo(Path.of("other.log"));
		assertThat(RawName.beside(Path.of("app.log"), RAW)).isEqualTo(LATIN);
		assertThat(RawName.in(directory, "100%\u00e9 {x} ?#"))
			.isEqualTo(directory.resolve(Path.of(URI.create("file:///100%25%e9%20%7bx%7d%20%3f%23")).getFileName()));
	}

	@Test
	void aTextThatIsAsciiIsItsOwnRawForm() {
		assertThat(RawName.encode("{name}-\u007f")).isEqualTo("{name}-\u007f");
	}

	@Test
	void anyOtherHasItsBytesInTheCharsetOfTheLocale() {
		String text = "\u00e9";
		Path path;
		try {
			path = Path.of(text);
		}
		catch (InvalidPathException ex) {
			return;
		}
		assertThat(RawName.encode(text)).isEqualTo(RawName.of(path)).isNotEmpty();
	}

	@Test
	void aPathWhoseTextIsNotThePathIsTold() {
		assertThat(RawName.isText(Path.of("/dir/app.log"))).isTrue();
		Path latin = Path.of(URI.create("file:///m%fcl"));
		boolean known = System.getProperty("sun.jnu.encoding").startsWith("ISO-8859-");
		assertThat(RawName.isText(latin)).isEqualTo(known);
	}

}
