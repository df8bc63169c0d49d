package io.asyncappend;

/** The contract where no I/O thread can be started. */
class FallenBackTest extends OwnedContract {

	@Override
	AsyncAppendFactory factory(AppendListener listener) {
		return AsyncAppendFactory.builder().listener(listener).build((thread) -> {
			throw new OutOfMemoryError("unable to create native thread");
		});
	}

}
