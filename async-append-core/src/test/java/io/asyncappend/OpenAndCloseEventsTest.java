package io.asyncappend;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A listener hears of each appender before others can have it, and of its end in time.
 */
@Timeout(120)
class OpenAndCloseEventsTest {

	@TempDir
	private Path directory;

	@Test
	void closeReturnsOnceTheListenerKnows() {
		List<String> events = new CopyOnWriteArrayList<>();
		// Without what is forced at each opening.
		AppenderOptions options = AppenderOptions.builder().lastingPositions(false).build();
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(new AppendListener() {

			@Override
			public void onOpen(AsyncAppender appender) {
				events.add("open");
			}

			@Override
			public void onClose(AsyncAppender appender, AppenderStatus last) {
				events.add("close " + last.state() + " " + last.records().written());
			}

		}).build()) {
			for (int i = 0; i < 500; i++) {
				AsyncAppender appender = factory.open("same", this.directory.resolve("file"), options);
				appender.append(new byte[] { 1 });
				appender.close();
				assertThat(events).containsExactly("open", "close CLOSED 1");
				events.clear();
			}
		}
	}

	@Test
	void anAppenderIsFoundOnlyAfterItsListenerKnowsIt() {
		AtomicReference<AsyncAppendFactory> factory = new AtomicReference<>();
		List<Boolean> found = new CopyOnWriteArrayList<>();
		factory.set(AsyncAppendFactory.builder().listener(new AppendListener() {

			@Override
			public void onOpen(AsyncAppender appender) {
				found.add(factory.get().find(appender.name()).isPresent());
			}

		}).build());
		try (AsyncAppendFactory open = factory.get()) {
			AsyncAppender appender = open.open("a", this.directory.resolve("a"));
			assertThat(found).containsExactly(false);
			assertThat(open.find("a")).containsSame(appender);
		}
	}

	@Test
	void aListenerMayCloseAnAppenderInOnClose() {
		List<String> events = new CopyOnWriteArrayList<>();
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(new AppendListener() {

			@Override
			public void onClose(AsyncAppender appender, AppenderStatus last) {
				appender.close();
				events.add(appender.name());
			}

		}).build()) {
			factory.open("a", this.directory.resolve("a")).close();
			assertThat(events).containsExactly("a");
		}
	}

	@Test
	void aListenerThatRefusesAnAppenderLeavesNothingOpen() {
		Path file = this.directory.resolve("a");
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(new AppendListener() {

			private boolean refused;

			@Override
			public void onOpen(AsyncAppender appender) {
				if (!this.refused) {
					this.refused = true;
					throw new IllegalStateException("not this one");
				}
			}

		}).build()) {
			assertThatThrownBy(() -> factory.open("a", file)).hasMessage("not this one");
			assertThat(factory.appenders()).isEmpty();
			factory.open("a", file);
			assertThat(factory.find("a")).isPresent();
		}
	}

	@Test
	void aThrowingListenerDoesNotHideTheClose() {
		List<String> events = new CopyOnWriteArrayList<>();
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().enabled(false).listener(new AppendListener() {

			@Override
			public void onWrite(AsyncAppender appender, long bytes, long nanos) {
				throw new IllegalStateException("no writes");
			}

			@Override
			public void onFailed(AsyncAppender appender, Throwable cause) {
				events.add("failed " + cause.getMessage());
			}

			@Override
			public void onClose(AsyncAppender appender, AppenderStatus last) {
				events.add("closed");
			}

		}).build()) {
			AsyncAppender appender = factory.open("a", this.directory.resolve("a"));
			appender.append(new byte[] { 1 });
			assertThatThrownBy(appender::flush).isInstanceOf(AppenderFailedException.class)
				.hasMessageContaining("no writes");
			assertThatThrownBy(appender::close).isInstanceOf(AppenderFailedException.class);
			assertThat(events).containsExactly("failed no writes", "closed");
		}
	}

	/** A close waits a second for threads that do not end, not for each appender anew. */
	@Test
	void listenersThatCloseTheFactoryDoNotWaitForEachOther() {
		int count = 20;
		for (int round = 0; round < 2; round++) {
			AtomicReference<AsyncAppendFactory> factory = new AtomicReference<>();
			List<String> events = new CopyOnWriteArrayList<>();
			factory.set(AsyncAppendFactory.builder().listener(new AppendListener() {

				@Override
				public void onClose(AsyncAppender appender, AppenderStatus last) {
					factory.get().close();
					events.add(appender.name());
				}

			}).build());
			for (int i = 0; i < count; i++) {
				factory.get().open("a" + i, this.directory.resolve("a" + i)).append(new byte[] { 1 });
			}
			factory.get().close();
			assertThat(events).containsExactlyInAnyOrderElementsOf(
					IntStream.range(0, count).mapToObj((number) -> "a" + number).toList());
		}
	}

	@Test
	void whatAListenerThrowsInTheLastTurnIsTheErrorOfTheClose() {
		List<String> events = new CopyOnWriteArrayList<>();
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(new AppendListener() {

			@Override
			public void onClose(AsyncAppender appender, AppenderStatus last) {
				throw new IllegalStateException("no closes");
			}

		}).listener(new AppendListener() {

			@Override
			public void onClose(AsyncAppender appender, AppenderStatus last) {
				events.add("closed");
			}

			@Override
			public void onFailed(AsyncAppender appender, Throwable cause) {
				events.add("failed " + cause.getMessage());
			}

		}).build()) {
			AsyncAppender appender = factory.open("a", this.directory.resolve("a"));
			assertThatThrownBy(appender::close).isInstanceOf(AppenderFailedException.class)
				.hasMessageContaining("no closes");
			assertThat(events).containsExactly("closed", "failed no closes");
			assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.CLOSED);
		}
	}

}
