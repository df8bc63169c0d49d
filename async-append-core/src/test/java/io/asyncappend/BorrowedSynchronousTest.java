package io.asyncappend;

/** The contract where a borrowed channel is written before append returns. */
class BorrowedSynchronousTest extends BorrowedContract {

	@Override
	AsyncAppendFactory factory(AppendListener listener) {
		return AsyncAppendFactory.builder().enabled(false).listener(listener).build();
	}

}
