package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.support.Crew;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** One force acknowledges everything that was written before it, and nothing else. */
class GroupCommitTest extends Faulty {

	@Test
	void whatComesDuringAForceSharesTheNextOne() throws Exception {
		AsyncAppender appender = open(AppenderOptions.builder());
		this.file.stallForces();
		List<CompletableFuture<Long>> receipts = new ArrayList<>();
		receipts.add(appender.appendDurably(bytes(10)));
		untilStalled();
		for (int i = 0; i < 99; i++) {
			receipts.add(appender.appendDurably(bytes(10)));
		}
		List<Crew.Member<Void>> syncers = List.of(Crew.run(appender::sync), Crew.run(appender::sync));
		await().until(() -> syncers.stream().allMatch(Crew.Member::isWaiting));
		assertThat(receipts).noneMatch(CompletableFuture::isDone);
		this.file.releaseForces();
		for (int i = 0; i < 100; i++) {
			assertThat(receipts.get(i).get(30, TimeUnit.SECONDS)).isEqualTo((i + 1) * 10L);
		}
		for (Crew.Member<Void> syncer : syncers) {
			syncer.join();
		}
		assertThat(this.file.forces).hasValue(2);
		await().until(() -> this.recorder.syncs.get() == 2);
		appender.sync();
		assertThat(this.file.forces).as("nothing to force").hasValue(2);
	}

	@Test
	void everyBatchForcesOncePerBatch() {
		AsyncAppender appender = open(AppenderOptions.builder().sync(SyncPolicy.everyBatch()));
		stallWith(appender, 10);
		for (int i = 0; i < 1000; i++) {
			appender.append(bytes(10));
		}
		this.file.releaseWrites();
		await().until(() -> this.file.forced() == 10_010);
		assertThat(this.file.forces.get()).isBetween(1, 3);
	}

	@Test
	void aReceiptThatItsOwnerCancelsStopsNoOther() throws Exception {
		AsyncAppender appender = open(AppenderOptions.builder());
		this.file.stallForces();
		CompletableFuture<Long> first = appender.appendDurably(bytes(10));
		CompletableFuture<Long> second = appender.appendDurably(bytes(10));
		assertThat(first.cancel(true)).isTrue();
		this.file.releaseForces();
		assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(20);
		assertThat(this.file.size()).isEqualTo(20);
	}

}
