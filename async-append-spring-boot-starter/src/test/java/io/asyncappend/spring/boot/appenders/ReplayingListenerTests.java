package io.asyncappend.spring.boot.appenders;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.asyncappend.AppendListener;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.testing.FakeAppender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners that come late.
 */
@Timeout(60)
class ReplayingListenerTests {

	@TempDir
	Path directory;

	private final ReplayingListener<AppendListener> late = new ReplayingListener<>();

	private AsyncAppender open(AsyncAppendFactory factory) {
		return factory.open("log", this.directory.resolve("app.log"));
	}

	@Test
	void everyEventIsForwarded() {
		List<String> own = Arrays.stream(ReplayingListener.class.getDeclaredMethods()).map(Method::getName).toList();
		List<String> events = Arrays.stream(AppendListener.class.getMethods()).map(Method::getName).toList();
		assertThat(own).containsAll(events);
	}

	@Test
	void aRotationIsToldOfBeforeAndAfterAListenerCame() {
		List<Path> rotated = new ArrayList<>();
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().enabled(false).listener(this.late).build()) {
			AsyncAppender appender = open(factory);
			appender.append(bytes("one\n"));
			appender.rotate();
			this.late.attach(List.of(new AppendListener() {

				@Override
				public void onRotated(AsyncAppender appender, Path archive, long bytes) {
					rotated.add(archive);
				}

			}));
			appender.append(bytes("two\n"));
			appender.rotate();
			assertThat(rotated).hasSize(2).containsExactlyElementsOf(appender.archives());
		}
	}

	@Test
	void nothingIsKeptOnceAContextHasNoListeners() {
		List<String> events = new ArrayList<>();
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().enabled(false).listener(this.late).build()) {
			AsyncAppender appender = open(factory);
			this.late.attach(List.of());
			appender.reopen();
			this.late.attach(List.of(new AppendListener() {

				@Override
				public void onOpen(AsyncAppender appender) {
					events.add("open");
				}

				@Override
				public void onReopen(AsyncAppender appender, Path file) {
					events.add("reopen");
				}

			}));
			assertThat(events).containsExactly("open");
			appender.reopen();
			assertThat(events).containsExactly("open", "reopen");
		}
	}

	@Test
	void aListenerMayWaitForAThreadThatTellsAnother() {
		List<String> events = new ArrayList<>();
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().enabled(false).listener(this.late).build()) {
			open(factory);
			this.late.attach(List.of(new AppendListener() {

				@Override
				public void onOpen(AsyncAppender appender) {
					events.add("open");
					CompletableFuture.runAsync(() -> ReplayingListenerTests.this.late.onWrite(appender, 1, 1))
						.orTimeout(20, TimeUnit.SECONDS)
						.join();
				}

				@Override
				public void onWrite(AsyncAppender appender, long bytes, long nanos) {
					events.add("write");
				}

			}));
			assertThat(events).containsExactly("open", "write");
		}
	}

	@Test
	void routineEventsAreKeptUpToALimitAndTheLastOne() {
		List<Long> writes = new ArrayList<>();
		List<String> events = new ArrayList<>();
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = open(factory);
			int count = ReplayingListener.MAX_KEPT + 10;
			this.late.onOpen(appender);
			for (int i = 0; i < count; i++) {
				this.late.onWrite(appender, i, 1);
			}
			this.late.onSync(appender, 1);
			this.late.attach(List.of(new AppendListener() {

				@Override
				public void onWrite(AsyncAppender appender, long bytes, long nanos) {
					writes.add(bytes);
				}

				@Override
				public void onSync(AsyncAppender appender, long nanos) {
					events.add("sync");
				}

				@Override
				public void onOpen(AsyncAppender appender) {
					events.add("open");
				}

			}));
			assertThat(writes).hasSize(ReplayingListener.MAX_KEPT + 1).endsWith(count - 1L);
			assertThat(events).containsExactly("open", "sync");
		}
	}

	@Test
	void closedAppendersAreForgottenWhereNoListenerComes() {
		List<AsyncAppender> opened = new ArrayList<>();
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender open = open(factory);
			this.late.onOpen(open);
			for (int i = 0; i < ReplayingListener.MAX_KEPT + 10; i++) {
				FakeAppender closed = new FakeAppender("tenant");
				this.late.onOpen(closed);
				this.late.onClose(closed, open.status());
			}
			this.late.attach(List.of(new AppendListener() {

				@Override
				public void onOpen(AsyncAppender appender) {
					opened.add(appender);
				}

			}));
			assertThat(opened).contains(open).hasSizeBetween(1, ReplayingListener.MAX_KEPT);
		}
	}

	@Test
	void routineEventsOfOneAppenderLeaveRoomForOtherKinds() {
		List<String> events = new ArrayList<>();
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = open(factory);
			for (int i = 0; i < ReplayingListener.MAX_KEPT + 10; i++) {
				this.late.onWrite(appender, i, 1);
			}
			Path archive = this.directory.resolve("archive");
			this.late.onRotated(appender, archive, 1);
			this.late.onRotated(appender, archive, 1);
			this.late.attach(List.of(new AppendListener() {

				@Override
				public void onRotated(AsyncAppender appender, Path archive, long bytes) {
					events.add("rotated");
				}

			}));
			assertThat(events).hasSize(2);
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
