package io.asyncappend.spring.boot.audit;

import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Errors of what is in an event are no errors of the application.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class AuditErrorTests {

	@TempDir
	Path directory;

	private AsyncAppendFactory factory;

	private AsyncAppender appender;

	@BeforeEach
	void start() {
		this.factory = AsyncAppendFactory.create();
		this.appender = this.factory.open("audit", this.directory.resolve("audit.log"));
	}

	@AfterEach
	void stop() {
		this.factory.close();
	}

	private AppenderAuditEventRepository repository(String onFailure) {
		return new AppenderAuditEventRepository(this.appender, AuditSettings.of("on-failure=" + onFailure));
	}

	static Stream<Named<Supplier<Throwable>>> errors() {
		return Stream
			.<Supplier<Throwable>>of(() -> new AssertionError("asserted"), () -> new NoClassDefFoundError("a/B"),
					StackOverflowError::new, OutOfMemoryError::new, () -> new ExceptionInInitializerError("init"),
					() -> new LinkageError("linked"), () -> new IllegalStateException("state"),
					() -> new java.io.IOException("checked"), () -> new InterruptedException("interrupted"),
					() -> new Error("other"))
			.map((supplier) -> Named.of(supplier.get().getClass().getSimpleName(), supplier));
	}

	@ParameterizedTest
	@MethodSource("errors")
	void anErrorOfAValueLosesNothing(Supplier<Throwable> error) {
		AppenderAuditEventRepository repository = repository("fail");
		repository.add(new AuditEvent("ada", "T", Map.of("getter", new Getter(error), "text", new Text(error), "nested",
				List.of(Map.of("deeper", new Text(error))), "good", 1)));
		assertThat(repository.failures()).isZero();
		assertThat(repository.find(null, null, null)).singleElement()
			.satisfies((event) -> assertThat(event.getData()).containsEntry("getter", "its text")
				.containsEntry("text", Text.class.getName())
				.containsEntry("good", 1)
				.containsKey("nested"));
	}

	@ParameterizedTest
	@MethodSource("errors")
	void anErrorOfTheEventIsCountedAndFailsClosed(Supplier<Throwable> error) {
		AppenderAuditEventRepository repository = repository("fail");
		assertThatExceptionOfType(AuditEventNotRecordedException.class)
			.isThrownBy(() -> repository.add(new Broken(error)))
			.withMessageContaining("Audit event of type unknown of principal \"ada\" may not be durable: ");
		assertThat(repository.failures()).isOne();
	}

	@ParameterizedTest
	@MethodSource("errors")
	void anErrorOfTheEventIsCountedAndFailsOpen(Supplier<Throwable> error, CapturedOutput output) {
		AppenderAuditEventRepository repository = repository("log");
		repository.add(new Broken(error));
		repository.add(new AuditEvent("ada", "NEXT"));
		assertThat(repository.failures()).isOne();
		assertThat(output).contains("Audit event of type unknown of principal \"ada\" may not be durable: ");
		assertThat(repository.find(null, null, null)).hasSize(1);
	}

	@Test
	void aStructureThatIsTooDeepForAStackLosesNothing() {
		List<Object> deep = new ArrayList<>();
		for (int i = 0; i < 1_000_000; i++) {
			deep = new ArrayList<>(Collections.singletonList(deep));
		}
		AppenderAuditEventRepository repository = repository("fail");
		repository.add(new AuditEvent("ada", "T", Map.of("deep", deep, "good", 1)));
		assertThat(repository.find(null, null, null)).singleElement()
			.satisfies((event) -> assertThat(event.getData()).containsEntry("good", 1).containsKey("deep"));
	}

	@Test
	void whatTheErrorSaysForgesNoLine(CapturedOutput output) {
		String evil = "\u2028x\u0085x\u009bx\u007fx\u202ex\nERROR forged";
		AppenderAuditEventRepository repository = repository("log");
		repository.add(new Broken(() -> new IllegalStateException(evil)));
		this.factory.close();
		repository.add(new AuditEvent(evil, evil));
		assertThat(output.toString().lines().filter((line) -> line.startsWith("ERROR forged"))).isEmpty();
		assertThat(output).doesNotContain("\u2028")
			.doesNotContain("\u0085")
			.doesNotContain("\u009b")
			.doesNotContain("\u007f")
			.doesNotContain("\u202e")
			.contains("IllegalStateException: \\u2028x\\u0085x\\u009bx\\u007fx\\u202ex\\u000aERROR forged")
			.contains("of principal \"\\u2028x\\u0085x\\u009bx\\u007fx\\u202ex\\nERROR forged\"");
	}

	@Test
	void aLongNameMakesNoLongMessage() {
		AppenderAuditEventRepository repository = repository("fail");
		this.factory.close();
		assertThatExceptionOfType(AuditEventNotRecordedException.class)
			.isThrownBy(() -> repository.add(new AuditEvent("n".repeat(1 << 20), "T")))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(1000));
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> RuntimeException sneaky(Throwable error) throws T {
		throw (T) error;
	}

	/** Cannot be written as JSON. */
	static class Getter {

		private final Supplier<Throwable> error;

		Getter(Supplier<Throwable> error) {
			this.error = error;
		}

		public String getValue() {
			throw AuditErrorTests.<RuntimeException>sneaky(this.error.get());
		}

		@Override
		public String toString() {
			return "its text";
		}

	}

	/** Nor as text. */
	static class Text extends Getter {

		Text(Supplier<Throwable> error) {
			super(error);
		}

		@Override
		public String toString() {
			return getValue();
		}

	}

	/** An event that cannot be read. */
	static class Broken extends AuditEvent {

		private static final long serialVersionUID = 1L;

		private final transient Supplier<Throwable> error;

		Broken(Supplier<Throwable> error) {
			super("ada", "T", Map.of());
			this.error = error;
		}

		@Override
		public String getType() {
			throw AuditErrorTests.<RuntimeException>sneaky(this.error.get());
		}

		@Override
		public Map<String, Object> getData() {
			return new AbstractMap<>() {

				@Override
				public Set<Entry<String, Object>> entrySet() {
					throw AuditErrorTests.<RuntimeException>sneaky(Broken.this.error.get());
				}

			};
		}

	}

}
