package io.asyncappend.harness.benchmark.contender;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.activemq.artemis.core.journal.IOCompletion;

/** Completes a future when the journal says that a record is durable. */
record ArtemisCompletion(CompletableFuture<Void> future) implements IOCompletion {

	@Override
	public void storeLineUp() {
	}

	@Override
	public void done() {
		this.future.complete(null);
	}

	@Override
	public void onError(int code, String message) {
		this.future.completeExceptionally(new IOException(message));
	}

}
