package io.asyncappend;

/** The contract where I/O threads write. */
class AsynchronousTest extends OwnedContract {

	@Override
	AsyncAppendFactory factory(AppendListener listener) {
		return AsyncAppendFactory.builder().listener(listener).build();
	}

}
