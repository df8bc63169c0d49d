package io.asyncappend;

/** The contract where no I/O thread can be started. */
class FallenBackTest extends OwnedContract {

	@Override
	FileAppenderFactory factory(AppendListener listener) {
		return new FileAppenderFactory.Builder().listener(listener).build((thread) -> {
			throw new OutOfMemoryError("unable to create native thread");
		});
	}

}
