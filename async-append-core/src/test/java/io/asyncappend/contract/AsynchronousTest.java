package io.asyncappend.contract;

import io.asyncappend.AppendListener;
import io.asyncappend.AsyncAppendFactory;

/** The contract where I/O threads write. */
class AsynchronousTest extends OwnedContract {

	@Override
	public AsyncAppendFactory factory(AppendListener listener) {
		return AsyncAppendFactory.builder().listener(listener).build();
	}

}
