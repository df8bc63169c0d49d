package io.asyncappend.contract;

import io.asyncappend.AppendListener;
import io.asyncappend.AsyncAppendFactory;

/** The contract where a borrowed channel is written before append returns. */
class BorrowedSynchronousTest extends BorrowedContract {

	@Override
	public AsyncAppendFactory factory(AppendListener listener) {
		return AsyncAppendFactory.builder().enabled(false).listener(listener).build();
	}

}
