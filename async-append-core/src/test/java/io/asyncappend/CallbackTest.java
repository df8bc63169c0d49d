package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.support.Crew;
import io.asyncappend.support.Records;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Listeners and futures may use the appender that calls them, also when it is full. */
class CallbackTest extends Faulty {

	private volatile Consumer<AsyncAppender> onWrite = (appender) -> {
	};

	private AsyncAppender open(boolean enabled, AppenderOptions.Builder options) {
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().enabled(enabled)
			.listener(this.recorder)
			.listener(new AppendListener() {
				@Override
				public void onWrite(AsyncAppender appender, long bytes, long nanos) {
					CallbackTest.this.onWrite.accept(appender);
				}
			})
			.build();
		return open(options);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aListenerMayFillTheBufferAndFlushAndSync(boolean enabled) throws Exception {
		AtomicInteger calls = new AtomicInteger();
		this.onWrite = (appender) -> {
			if (calls.getAndIncrement() == 0) {
				for (int i = 0; i < 50; i++) {
					appender.append(bytes(100));
				}
				appender.flush();
				assertThat(appender.status().positions().written()).isEqualTo(5010);
				appender.sync();
				assertThat(appender.status().positions().durable()).isEqualTo(5010);
			}
		};
		AsyncAppender appender = open(enabled, smallest());
		appender.append(bytes(10));
		Crew.run(appender::sync).join();
		await().until(() -> this.file.forced() == 5010);
		Crew.run(appender::close).join();
		assertThat(appender.status().trouble().failure()).isEmpty();
		assertThat(this.file.twoAtOnce).isFalse();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aListenerMayAppendWhileProducersFillTheBuffer(boolean enabled) throws Exception {
		AtomicInteger nested = new AtomicInteger();
		ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);
		this.onWrite = (appender) -> {
			if (!inside.get() && nested.get() < 500) {
				inside.set(true);
				appender.append(Records.record(9, nested.getAndIncrement(), 700));
				inside.set(false);
			}
		};
		AsyncAppender appender = open(enabled, smallest());
		try (Crew crew = new Crew()) {
			for (int i = 0; i < 4; i++) {
				int producer = i;
				crew.addWork(() -> {
					for (int n = 0; n < 1000; n++) {
						appender.append(Records.record(producer, n, 300));
					}
				});
			}
			crew.join();
		}
		Crew.run(appender::close).join();
		long own = Records.parse(this.file.content()).stream().filter((found) -> found.producer() == 9).count();
		assertThat(appender.status().trouble().failure()).isEmpty();
		assertThat(own).isPositive();
		assertThat(Records.parse(this.file.content())).hasSize(4000 + (int) own);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aFuturesCallbackMayAppendFlushAndSync(boolean enabled) throws Exception {
		AsyncAppender appender = open(enabled, smallest());
		List<Long> order = Collections.synchronizedList(new ArrayList<>());
		CompletableFuture<Void> all = CompletableFuture.allOf(java.util.stream.IntStream.range(0, 20)
			.mapToObj((i) -> appender.appendDurably(bytes(10)).thenCompose((position) -> {
				order.add(position);
				for (int n = 0; n < 20; n++) {
					appender.append(bytes(100));
				}
				appender.flush();
				appender.sync();
				return appender.appendDurably(bytes(SMALLEST));
			}))
			.toArray(CompletableFuture[]::new));
		all.get(30, TimeUnit.SECONDS);
		assertThat(order).hasSize(20).isSorted();
		assertThat(this.file.forced()).isEqualTo(20 * (10 + 2000 + SMALLEST));
		assertThat(this.file.twoAtOnce).isFalse();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aCallbackMayCloseTheAppender(boolean enabled) throws Exception {
		AsyncAppender appender = open(enabled, smallest());
		CompletableFuture<Void> closed = appender.appendDurably(bytes(10)).thenAccept((position) -> appender.close());
		closed.get(30, TimeUnit.SECONDS);
		assertThat(this.file.closes).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatAListenerThrowsFailsTheAppender(boolean enabled) throws Exception {
		IllegalStateException thrown = new IllegalStateException("on purpose");
		this.onWrite = (appender) -> {
			throw thrown;
		};
		AsyncAppender appender = open(enabled, smallest());
		appender.append(bytes(10));
		await().until(() -> appender.status().state() == AppenderStatus.State.FAILED);
		assertThat(appender.status().trouble().failure()).containsSame(thrown);
		assertThat(this.recorder.failed).containsExactly(thrown);
		assertThatThrownBy(() -> appender.append(bytes(1))).isInstanceOf(AppenderFailedException.class)
			.hasRootCause(thrown);
		assertThat(Crew.run(appender::close).failure()).isInstanceOf(AppenderFailedException.class);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aListenerThatAlwaysThrowsHarmsNoOtherAppender(boolean enabled) throws Exception {
		IllegalStateException thrown = new IllegalStateException("on purpose");
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().enabled(enabled).listener(new AppendListener() {
			@Override
			public void onWrite(AsyncAppender appender, long bytes, long nanos) {
				throw thrown;
			}

			@Override
			public void onFailed(AsyncAppender appender, Throwable cause) {
				throw thrown;
			}

			@Override
			public void onClose(AsyncAppender appender, AppenderStatus last) {
				throw thrown;
			}
		}).build();
		AsyncAppender appender = open(smallest());
		assertThat(appender.append(bytes(10))).isEqualTo(10);
		await().until(() -> appender.status().state() == AppenderStatus.State.FAILED);
		assertThat(Crew.run(appender::close).failure()).isInstanceOf(AppenderFailedException.class)
			.hasRootCause(thrown);
	}

	@Test
	void aListenerThatRefusesAnOpenLeavesNothingOpen() {
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().listener(new AppendListener() {
			@Override
			public void onOpen(AsyncAppender appender) {
				throw new IllegalStateException("on purpose");
			}
		}).build();
		assertThatThrownBy(() -> open(smallest())).hasMessage("on purpose");
		assertThat(this.factory.appenders()).isEmpty();
		assertThat(this.file.closes).hasValue(1);
	}

	@Test
	void onBlockedMayUseTheAppender() throws Exception {
		this.factory.close();
		AtomicInteger told = new AtomicInteger();
		this.factory = new FileAppenderFactory.Builder().listener(new AppendListener() {
			@Override
			public void onBlocked(AsyncAppender appender, long nanos) {
				if (told.getAndIncrement() == 0) {
					appender.append(bytes(SMALLEST));
					appender.flush();
				}
			}
		}).build();
		AsyncAppender appender = open(smallest());
		stallWith(appender, SMALLEST);
		Crew.Member<Long> blocked = Crew.start(() -> appender.append(bytes(1)));
		await().until(blocked::isWaiting);
		this.file.releaseWrites();
		assertThat(blocked.join()).isEqualTo(SMALLEST + 1);
		assertThat(appender.status().positions().written()).isEqualTo(2 * SMALLEST + 1);
	}

	@Test
	void aCloseDoesNotWaitForACallbackThatExits() throws Exception {
		CountDownLatch exited = new CountDownLatch(1);
		CountDownLatch exiting = new CountDownLatch(1);
		AsyncAppender appender = open(true, AppenderOptions.builder());
		this.file.stallForces();
		CompletableFuture<Void> callback = appender.appendDurably(bytes(10)).thenRun(() -> {
			exiting.countDown();
			// System.exit does not return.
			FaultyFile.awaitUninterruptibly(exited);
		});
		this.file.releaseForces();
		exiting.await();
		try {
			Crew.Member<Void> closing = Crew.run(appender::close);
			await().until(closing::isWaiting);
			this.factory.exit();
			closing.join();
			assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.CLOSED);
		}
		finally {
			exited.countDown();
			callback.join();
		}
	}

}
