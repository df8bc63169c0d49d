package io.asyncappend;

/** The contract where I/O threads write to a borrowed channel. */
class BorrowedTest extends BorrowedContract {

	@Override
	AsyncAppendFactory factory(AppendListener listener) {
		return AsyncAppendFactory.builder().listener(listener).build();
	}

}
