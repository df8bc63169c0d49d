package io.asyncappend.contract;

import io.asyncappend.AppendListener;
import io.asyncappend.internal.appender.FileAppenderFactory;

/** The contract where no I/O thread can be started. */
class FallenBackTest extends OwnedContract {

	@Override
	public FileAppenderFactory factory(AppendListener listener) {
		return new FileAppenderFactory.Builder().listener(listener).build((thread) -> {
			throw new OutOfMemoryError("unable to create native thread");
		});
	}

}
