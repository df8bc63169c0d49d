package io.asyncappend.spring.boot.appenders;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.asyncappend.AppendException;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/** Contexts of a JVM have one cursor at a time, whichever starts or ends meanwhile. */
class SharedCursorsTests {

	private static final LogCursor.Options OPTIONS = LogCursor.Options.DEFAULTS;

	private final AsyncAppender appender = mock(AsyncAppender.class);

	private final LogCursor cursor = mock(LogCursor.class);

	private final AtomicInteger open = new AtomicInteger();

	private Runnable closing = () -> {
	};

	SharedCursorsTests() {
		given(this.appender.cursor("audit", OPTIONS)).willAnswer((call) -> {
			if (this.open.getAndIncrement() > 0) {
				throw new IllegalStateException("open already");
			}
			return this.cursor;
		});
		willAnswer((call) -> {
			this.closing.run();
			this.open.set(0);
			return null;
		}).given(this.cursor).close();
	}

	private LogCursor share() {
		return SharedCursors.open(this.appender, "audit", OPTIONS);
	}

	@Test
	void aContextThatStartsWhileTheLastOneEndsWaitsForTheCursor() {
		CompletableFuture<LogCursor> next = new CompletableFuture<>();
		LogCursor last = share();
		this.closing = () -> {
			this.closing = () -> {
			};
			Thread starting = new Thread(() -> next.completeAsync(this::share, Runnable::run));
			starting.start();
			await().until(() -> next.isDone() || starting.getState() == Thread.State.WAITING);
		};
		last.close();
		assertThat(next).succeedsWithin(Duration.ofSeconds(30));
		assertThat(this.open).hasValue(1);
		next.join().close();
		assertThat(this.open).hasValue(0);
	}

	@Test
	void aCursorThatCannotBeForcedIsOpenedAnewAllTheSame() {
		this.closing = () -> {
			this.open.set(0);
			throw new AppendException("on purpose");
		};
		LogCursor first = share();
		LogCursor second = share();
		first.close();
		assertThatExceptionOfType(AppendException.class).isThrownBy(second::close);
		this.closing = () -> {
		};
		share().close();
		assertThat(this.open).hasValue(0);
	}

	@Test
	void aCursorThatCannotBeOpenedIsTriedAgain() {
		this.open.set(1);
		assertThatIllegalStateException().isThrownBy(this::share);
		this.open.set(0);
		LogCursor opened = share();
		assertThat(opened.name()).isEqualTo(this.cursor.name());
		opened.close();
	}

}
