package io.asyncappend.internal.writer;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FailureKind;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.internal.state.DurableFutures;
import io.asyncappend.support.ConditionWaiter;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** All that happened is told once, futures first, and what is thrown is a failure. */
class NotifierTest {

	private static final IOException CAUSE = new IOException("Input/output error");

	private final AppenderState state = new AppenderState("log", 1000);

	private final DurableFutures futures = new DurableFutures(this.state);

	private final List<String> events = new ArrayList<>();

	private final ScriptedOwner owner = new ScriptedOwner(this::freed);

	private final AppenderStatus status = AppenderStatus.builder("log").build();

	private int closings;

	private int outOfMemory;

	private RuntimeException thrown;

	/** Thrown by the event after that. */
	private RuntimeException thrownThen;

	private final AsyncAppender appender = (AsyncAppender) Proxy.newProxyInstance(AsyncAppender.class.getClassLoader(),
			new Class<?>[] { AsyncAppender.class }, (proxy, method, arguments) -> {
				poor();
				return this.status;
			});

	private final AppendListener listener = new AppendListener() {

		@Override
		public void onWrite(AsyncAppender appender, long bytes, long nanos) {
			event("written");
		}

		@Override
		public void onBlocked(AsyncAppender appender, long nanos) {
			event("blocked " + nanos);
		}

		@Override
		public void onDropped(AsyncAppender appender, long records, long bytes) {
			event("dropped " + records + " " + bytes);
		}

		@Override
		public void onFallback(AsyncAppender appender, String reason) {
			event("fallback " + reason);
		}

		@Override
		public void onFailed(AsyncAppender appender, Throwable cause) {
			event("failed " + cause.getMessage());
		}

		@Override
		public void onClose(AsyncAppender appender, AppenderStatus last) {
			assertThat(last).isSameAs(NotifierTest.this.status);
			event("closed");
		}

	};

	private final Notifier notifier = new Notifier(this.appender, this.state, this.futures,
			new Listeners(List.of(this.listener)), this.owner);

	@AfterEach
	void noLockIsLeftHeld() {
		assertThat(this.state.lock.isLocked()).isFalse();
	}

	private void event(String event) {
		this.events.add(event);
		if (this.thrown != null) {
			RuntimeException now = this.thrown;
			this.thrown = (this.thrownThen != null) ? this.thrownThen : now;
			throw now;
		}
	}

	private void freed() {
		poor();
		this.closings++;
	}

	private void poor() {
		if (this.outOfMemory > 0) {
			this.outOfMemory--;
			throw new OutOfMemoryError("none");
		}
	}

	private BatchReport begin() {
		this.state.lock.lock();
		try {
			return this.notifier.begin();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private void end(BatchReport report, String fallback) {
		this.state.lock.lock();
		try {
			this.notifier.end(report, fallback);
			this.notifier.beginDelivery(report);
		}
		finally {
			this.state.lock.unlock();
		}
		this.notifier.tell(report);
	}

	private void notified() {
		this.state.lock.lock();
		try {
			this.notifier.notified();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private DurableFutures.Receipt future(long position) {
		DurableFutures.Receipt receipt = new DurableFutures.Receipt((to) -> {
		});
		this.state.lock.lock();
		try {
			this.futures.add(receipt, position);
		}
		finally {
			this.state.lock.unlock();
		}
		return receipt;
	}

	private void close() {
		this.state.lock.lock();
		try {
			this.state.closed();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	@Test
	void aReportIsUsedAgainOnceItIsTold() {
		BatchReport first = begin();
		assertThat(this.notifier.isNotifying()).isTrue();
		BatchReport second = begin();
		assertThat(second).isNotSameAs(first);
		first.writtenBytes = 1;
		end(first, null);
		assertThat(first.writtenBytes).isZero();
		assertThat(begin()).isSameAs(first);
		notified();
		notified();
		assertThat(this.notifier.isNotifying()).isTrue();
		notified();
		assertThat(this.notifier.isNotifying()).isFalse();
	}

	@Test
	void futuresAreCompletedBeforeListenersAreTold() {
		future(5).thenRun(() -> this.events.add("durable"));
		BatchReport report = begin();
		report.writtenBytes = 1;
		this.state.lock.lock();
		try {
			this.state.forced(5, 1, 0);
		}
		finally {
			this.state.lock.unlock();
		}
		end(report, null);
		assertThat(this.events).containsExactly("durable", "written");
	}

	@Test
	void whatWasDroppedIsAddedUp() {
		BatchReport report = begin();
		report.droppedRecords = 1;
		report.droppedBytes = 2;
		this.state.lock.lock();
		try {
			this.state.drop(5);
		}
		finally {
			this.state.lock.unlock();
		}
		end(report, null);
		assertThat(this.events).containsExactly("dropped 2 7");
	}

	@Test
	void aFallbackIsToldWhenItBegins() {
		for (String fallback : new String[] { "one", "one", "two", null, "two" }) {
			end(begin(), fallback);
		}
		assertThat(this.events).containsExactly("fallback one", "fallback two", "fallback two");
	}

	@Test
	void aFailureIsToldOnce() {
		assertThat(this.notifier.fail(CAUSE, FailureKind.WRITE)).isTrue();
		IOException later = new IOException("later");
		assertThat(this.notifier.fail(later, FailureKind.OTHER)).isFalse();
		assertThat(CAUSE.getSuppressed()).contains(later);
		assertThat(this.notifier.fail(CAUSE, FailureKind.OTHER)).isFalse();
		end(begin(), null);
		end(begin(), null);
		assertThat(this.events).containsExactly("failed Input/output error");
	}

	@Test
	void whatAListenerThrowsFailsTheAppenderAndRefusesFutures() {
		DurableFutures.Receipt receipt = future(5);
		BatchReport report = begin();
		report.writtenBytes = 1;
		this.thrown = new IllegalStateException("listener");
		end(report, null);
		assertThat(this.state.failure()).isSameAs(this.thrown);
		assertThat(receipt).isCompletedExceptionally();
		assertThat(this.events).containsExactly("written", "failed listener");
		this.notifier.blocked(7);
		this.notifier.tell((listener, appender) -> listener.onBlocked(appender, 8));
		assertThat(this.events).endsWith("blocked 7", "blocked 8");
	}

	@Test
	void soDoesWhatIsThrownBetweenBatches() {
		this.thrown = new IllegalStateException("listener");
		this.notifier.blocked(7);
		assertThat(this.state.failure()).isSameAs(this.thrown);
		assertThat(this.events).containsExactly("blocked 7", "failed listener");
	}

	@Test
	void soDoesAnyOtherEvent() {
		this.thrown = new IllegalStateException("listener");
		this.notifier.tell((listener, appender) -> listener.onBlocked(appender, 8));
		assertThat(this.state.failure()).isSameAs(this.thrown);
	}

	@Test
	void aCloseIsCompleteOnceAllIsTold() {
		BatchReport report = begin();
		report.isClosed = true;
		close();
		assertThat(this.notifier.isCloseComplete()).isFalse();
		this.outOfMemory = 2;
		end(report, null);
		assertThat(this.events).containsExactly("closed");
		assertThat(this.closings).isEqualTo(1);
		assertThat(this.outOfMemory).isZero();
		assertThat(this.notifier.isCloseComplete()).isFalse();
		this.owner.jvmExiting = true;
		assertThat(this.notifier.isCloseComplete()).isTrue();
		this.owner.jvmExiting = false;
		notified();
		assertThat(this.notifier.isCloseComplete()).isTrue();
	}

	@Test
	void aCloseAtTheExitWaitsForNoListener() {
		BatchReport report = begin();
		report.isClosed = true;
		close();
		end(report, null);
		this.state.lock.lock();
		try {
			this.state.exit();
		}
		finally {
			this.state.lock.unlock();
		}
		assertThat(this.notifier.isCloseComplete()).isTrue();
	}

	@Test
	void aListenerThatClosesWaitsForNoListener() {
		close();
		List<Boolean> complete = new ArrayList<>();
		whenTold((listener, appender) -> complete.add(this.notifier.isCloseComplete()));
		assertThat(this.notifier.isCloseComplete()).isFalse();
		assertThat(complete).containsExactly(true);
	}

	/** Told of a batch. */
	private void whenTold(BiConsumer<AppendListener, AsyncAppender> event) {
		Listeners listeners = new Listeners(List.of(new AppendListener() {

			@Override
			public void onWrite(AsyncAppender appender, long bytes, long nanos) {
				event.accept(this, appender);
			}

		}));
		Notifier telling = new Notifier(this.appender, this.state, this.futures, listeners, this.owner);
		BatchReport report = new BatchReport(null);
		report.writtenBytes = 1;
		telling.tell(report);
	}

	@Test
	void aBatchThatDoesNotCloseFreesNoName() {
		BatchReport report = begin();
		report.writtenBytes = 1;
		end(report, null);
		assertThat(this.closings).isZero();
		close();
		notified();
		assertThat(this.notifier.isCloseComplete()).isFalse();
	}

	@Test
	void whatIsThrownAsTheFailureIsToldIsKeptWithIt() {
		IllegalStateException first = new IllegalStateException("first");
		IllegalStateException second = new IllegalStateException("second");
		this.thrown = first;
		this.thrownThen = second;
		this.notifier.blocked(7);
		assertThat(this.state.failure()).isSameAs(first);
		assertThat(first.getSuppressed()).containsExactly(second);
	}

	@Test
	void aListenerThatTellsOfAnotherAppenderIsAListenerStill() {
		close();
		List<Boolean> complete = new ArrayList<>();
		whenTold((listener, appender) -> {
			whenTold((other, another) -> complete.add(this.notifier.isCloseComplete()));
			complete.add(this.notifier.isCloseComplete());
		});
		assertThat(complete).containsExactly(true, true);
		assertThat(this.notifier.isCloseComplete()).isFalse();
	}

	@Test
	void threadsThatWaitForTheCloseAreWokenOnceAllIsTold() throws InterruptedException {
		BatchReport report = begin();
		report.isClosed = true;
		close();
		end(report, null);
		ConditionWaiter waiting = ConditionWaiter.start(this.state.lock, this.state.waiters::awaitMove);
		this.state.lock.lock();
		try {
			this.notifier.notified();
			assertThat(waiting.isWoken()).isTrue();
		}
		finally {
			this.state.lock.unlock();
		}
		waiting.end();
	}

}
