package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What others wrote is shown, character by character, and is of the same sort. */
class PrintableTest {

	@Test
	void eachCharacterThatIsNotPrintableIsShown() {
		assertThat(Printable.text("a\nb\u202ec\u2028d\u2029e\ud800f"))
			.isEqualTo("a\\u000ab\\u202ec\\u2028d\\u2029e\\ud800f");
		// A format character outside the first plane has two units.
		assertThat(Printable.text("x\udb40\udc01\ud83d\ude00")).isEqualTo("x\\udb40\\udc01\ud83d\ude00");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "plain text", "donn\u00e9es", "\ud83d\ude00", "a b" })
	void whatIsPrintableStaysAsItIs(String text) {
		assertThat(Printable.text(text)).isSameAs(text);
	}

	@Test
	void noTextIsNone() {
		assertThat(Printable.text(null)).isNull();
	}

	@Test
	void anExceptionWithAPrintableMessageStays() {
		IOException plain = new IOException("plain");
		assertThat(Printable.exception(plain)).isSameAs(plain);
		IOException silent = new IOException();
		assertThat(Printable.exception(silent)).isSameAs(silent);
	}

	@Test
	void anExceptionOfAFileKeepsItsSort() {
		for (FileSystemException ex : List.of(new NoSuchFileException("a\n", "b\n", "c\n"),
				new AccessDeniedException("a\n", "b\n", "c\n"), new FileAlreadyExistsException("a\n", "b\n", "c\n"),
				new FileSystemException("a\n", "b\n", "c\n"))) {
			IOException printable = Printable.exception(ex);
			assertThat(printable).isExactlyInstanceOf(ex.getClass()).isNotSameAs(ex);
			assertThat(printable).isInstanceOfSatisfying(FileSystemException.class, (same) -> {
				assertThat(same.getFile()).isEqualTo("a\\u000a");
				assertThat(same.getOtherFile()).isEqualTo("b\\u000a");
				assertThat(same.getReason()).isEqualTo("c\\u000a");
			});
			assertThat(printable.getStackTrace()).isEqualTo(ex.getStackTrace());
		}
	}

	@Test
	void anyOtherKeepsWhatCausedAndAccompaniedIt() {
		IOException ex = new IOException("a\n", new IllegalStateException("cause"));
		IllegalStateException another = new IllegalStateException("x");
		ex.addSuppressed(new IOException("b\n"));
		ex.addSuppressed(another);
		ex.setStackTrace(new StackTraceElement[] { new StackTraceElement("Class", "method", "File.java", 1) });
		IOException printable = Printable.exception(ex);
		assertThat(printable).hasMessage("a\\u000a").cause().isSameAs(ex.getCause());
		assertThat(printable.getSuppressed()[0]).hasMessage("b\\u000a");
		assertThat(printable.getSuppressed()[1]).isSameAs(another);
		assertThat(printable.getStackTrace()).isEqualTo(ex.getStackTrace());
	}

}
