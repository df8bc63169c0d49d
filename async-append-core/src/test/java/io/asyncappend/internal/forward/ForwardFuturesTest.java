package io.asyncappend.internal.forward;

import io.asyncappend.AppendException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is remembered of records that were lost while others were appended. */
class ForwardFuturesTest {

	private final ForwardFutures futures = new ForwardFutures();

	private final AppendException cause = new AppendException("gone");

	@Test
	void aRecordThatIsLostBeforeItsPositionIsKnownFails() {
		long number = this.futures.begin();
		this.futures.lost(10, 20, this.cause);
		CompletableFuture<Long> future = new CompletableFuture<>();
		this.futures.begun(number, 10, 20, future);
		ForwardFutures.complete(this.futures.take(20));
		assertThat(future).isCompletedExceptionally();
		assertThat(this.futures.remembered()).isZero();
	}

	@Test
	void nothingIsRememberedWithoutAnAppend() {
		this.futures.lost(10, 20, this.cause);
		assertThat(this.futures.remembered()).isZero();
	}

	@Test
	void whatIsLostIsForgottenThoughOneAppendOrAnotherIsAlwaysUnderWay() {
		long number = this.futures.begin();
		for (int i = 0; i < 1000; i++) {
			this.futures.lost(i, i + 1, this.cause);
			long another = this.futures.begin();
			this.futures.ended(number);
			number = another;
			assertThat(this.futures.remembered()).isLessThanOrEqualTo(1);
		}
	}

	@Test
	void anAppendThatEndsLateKnowsWhatWasLostMeanwhile() {
		long late = this.futures.begin();
		this.futures.lost(10, 20, this.cause);
		this.futures.ended(this.futures.begin());
		assertThat(this.futures.remembered()).isOne();
		CompletableFuture<Long> future = new CompletableFuture<>();
		this.futures.begun(late, 10, 20, future);
		ForwardFutures.complete(this.futures.take(20));
		assertThat(future).isCompletedExceptionally();
	}

}
