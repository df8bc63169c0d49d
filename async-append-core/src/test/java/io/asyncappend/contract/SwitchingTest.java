package io.asyncappend.contract;

import io.asyncappend.AppendListener;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.support.Crew;
import org.junit.jupiter.api.AfterEach;

/** The contract while the mode changes all the time. */
class SwitchingTest extends OwnedContract {

	private volatile boolean ended;

	private Crew.Member<Void> switcher;

	@Override
	public AsyncAppendFactory factory(AppendListener listener) {
		AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(listener).build();
		this.switcher = Crew.run(() -> {
			while (!this.ended) {
				factory.disable();
				Thread.yield();
				factory.enable();
				Thread.yield();
			}
		});
		return factory;
	}

	@AfterEach
	void endSwitching() throws Exception {
		this.ended = true;
		this.switcher.join();
	}

}
