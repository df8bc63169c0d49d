package io.asyncappend;

/** The contract where callers write. */
class SynchronousTest extends OwnedContract {

	@Override
	AsyncAppendFactory factory(AppendListener listener) {
		return AsyncAppendFactory.builder().enabled(false).listener(listener).build();
	}

}
