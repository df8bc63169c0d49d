package io.asyncappend.contract;

import io.asyncappend.AppendListener;
import io.asyncappend.AsyncAppendFactory;

/** The contract where callers write. */
class SynchronousTest extends OwnedContract {

	@Override
	public AsyncAppendFactory factory(AppendListener listener) {
		return AsyncAppendFactory.builder().enabled(false).listener(listener).build();
	}

}
