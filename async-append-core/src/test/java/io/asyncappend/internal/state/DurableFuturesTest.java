package io.asyncappend.internal.state;

import io.asyncappend.AppenderClosedException;
import io.asyncappend.AppenderFailedException;
import io.asyncappend.FailureKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each future is completed once, in its turn, whatever another one does. */
@Timeout(60)
class DurableFuturesTest {

	private final AppenderState state = new AppenderState("log", 1000);

	private final DurableFutures futures = new DurableFutures(this.state);

	@AfterEach
	void noLockIsLeftHeld() {
		assertThat(this.state.lock.isLocked()).isFalse();
	}

	private DurableFutures.Receipt add(DurableFutures.Receipt receipt, long position) {
		this.state.lock.lock();
		try {
			this.futures.add(receipt, position);
			return receipt;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private DurableFutures.Receipt add(long position) {
		return add(new DurableFutures.Receipt((to) -> {
		}), position);
	}

	private void forced(long position) {
		this.state.lock.lock();
		try {
			this.state.forced(position, 0, 0);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private void fail(IOException cause) {
		this.state.lock.lock();
		try {
			this.state.fail(cause, FailureKind.FORCE);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	@Test
	void whatIsDurableIsCompletedWithItsPosition() {
		DurableFutures.Receipt first = add(5);
		DurableFutures.Receipt second = add(7);
		DurableFutures.Receipt third = add(9);
		assertThat(this.state.waiters.pendingFutures()).isEqualTo(3);
		this.futures.deliver();
		assertThat(first).isNotDone();
		forced(4);
		this.futures.deliver();
		assertThat(first).isNotDone();
		forced(7);
		this.futures.deliver();
		assertThat(first).isCompletedWithValue(5L);
		assertThat(second).isCompletedWithValue(7L);
		assertThat(third).isNotDone();
		assertThat(this.state.waiters.pendingFutures()).isEqualTo(1);
		assertThat(this.state.waiters.servedTogether()).isEqualTo(2);
		DurableFutures.Receipt fourth = add(11);
		forced(20);
		this.futures.deliver();
		assertThat(third).isCompletedWithValue(9L);
		assertThat(fourth).isCompletedWithValue(11L);
		assertThat(this.state.waiters.pendingFutures()).isZero();
		DurableFutures.Receipt fifth = add(20);
		assertThat(this.state.waiters.pendingFutures()).isEqualTo(1);
		this.futures.deliver();
		assertThat(fifth).isCompletedWithValue(20L);
		assertThat(this.state.waiters.servedTogether()).isEqualTo(1);
	}

	@Test
	void aFailureRefusesWhatIsNotDurableAndThatAlone() {
		IOException cause = new IOException("Input/output error");
		DurableFutures.Receipt durable = add(5);
		DurableFutures.Receipt second = add(7);
		DurableFutures.Receipt third = add(9);
		forced(5);
		fail(cause);
		this.futures.deliver();
		assertThat(durable).isCompletedWithValue(5L);
		assertThat(this.state.waiters.pendingFutures()).isZero();
		Throwable refusal = refusal(second);
		assertThat(refusal).isInstanceOf(AppenderFailedException.class).hasCause(cause);
		assertThat(refusal(third)).isSameAs(refusal);
		DurableFutures.Receipt late = add(11);
		this.futures.deliver();
		assertThat(refusal(late)).isSameAs(refusal);
	}

	@Test
	void aCloseRefusesWhatIsNotDurable() {
		DurableFutures.Receipt receipt = add(5);
		this.state.lock.lock();
		try {
			this.state.closed();
		}
		finally {
			this.state.lock.unlock();
		}
		this.futures.deliver();
		assertThat(refusal(receipt)).isInstanceOf(AppenderClosedException.class);
	}

	private static Throwable refusal(CompletableFuture<?> future) {
		assertThat(future).isCompletedExceptionally();
		return future.handle((value, ex) -> ex).join();
	}

	@Test
	void aCallbackThatDeliversDoesNotOvertake() {
		List<String> order = new ArrayList<>();
		add(5).thenRun(() -> {
			order.add("begin 5");
			this.futures.deliver();
			order.add("end 5");
		});
		add(7).thenRun(() -> {
			order.add("7");
			add(8).thenRun(() -> order.add("8"));
		});
		forced(10);
		this.futures.deliver();
		assertThat(order).containsExactly("begin 5", "end 5", "7", "8");
	}

	@Test
	void aThreadThatWaitsHelpsUnlessItIsDone() throws Exception {
		List<Long> helped = new ArrayList<>();
		DurableFutures.Receipt[] receipt = new DurableFutures.Receipt[1];
		for (int i = 0; i < 2; i++) {
			receipt[0] = add(new DurableFutures.Receipt((to) -> {
				helped.add(to);
				receipt[0].complete(to);
			}), 5 + i);
			assertThat((i == 0) ? receipt[0].join() : receipt[0].get()).isEqualTo(5 + i);
			assertThat(receipt[0].join()).isEqualTo(5 + i);
		}
		assertThat(helped).containsExactly(5L, 6L);
	}

	@Test
	void aThreadThatIsInterruptedDoesNotHelp() {
		List<Long> helped = new ArrayList<>();
		DurableFutures.Receipt receipt = add(new DurableFutures.Receipt(helped::add), 5);
		Thread.currentThread().interrupt();
		assertThatThrownBy(receipt::get).isInstanceOf(InterruptedException.class);
		assertThat(helped).isEmpty();
	}

	@Test
	void whatDependsOnAFutureIsAnOrdinaryOne() {
		DurableFutures.Receipt receipt = add(5);
		CompletableFuture<Long> dependent = receipt.thenApply((position) -> position + 1);
		assertThat(dependent).isExactlyInstanceOf(CompletableFuture.class);
		fail(new IOException("no"));
		this.futures.deliver();
		assertThatThrownBy(dependent::join).isInstanceOf(CompletionException.class);
	}

}
