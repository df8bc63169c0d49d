package io.asyncappend.internal.state;

import io.asyncappend.fault.Faulty;
import io.asyncappend.internal.state.WakeChain.Parked;
import io.asyncappend.support.Crew;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a thread that was woken does, those behind it are woken. */
@Timeout(60)
class WakeChainTest {

	private static final long NEVER = Long.MAX_VALUE;

	private final List<Sleeper> sleepers = new ArrayList<>();

	/** A thread in a chain that sleeps as a test wants, and from when it wants. */
	private record Sleeper(Parked parked, CountDownLatch start, Crew.Member<Void> member) {

		static Sleeper of(WakeChain chain, Sleep sleep) {
			CompletableFuture<Parked> parked = new CompletableFuture<>();
			CountDownLatch start = new CountDownLatch(1);
			Crew.Member<Void> member = Crew.run(() -> {
				Parked own = chain.park(1);
				parked.complete(own);
				start.await();
				sleep.of(own);
			});
			return new Sleeper(parked.join(), start, member);
		}

		void join() throws Exception {
			this.member.join();
		}

	}

	/** How a thread sleeps. */
	private interface Sleep {

		void of(Parked parked);

	}

	private Sleeper sleeper(WakeChain chain, Sleep sleep) {
		Sleeper sleeper = Sleeper.of(chain, sleep);
		this.sleepers.add(sleeper);
		return sleeper;
	}

	private Sleeper asleep(WakeChain chain) {
		Sleeper sleeper = sleeper(chain, (parked) -> parked.await(NEVER));
		sleeper.start.countDown();
		Faulty.await().until(() -> sleeper.member.thread().getState() == Thread.State.TIMED_WAITING);
		return sleeper;
	}

	/** All threads so far, in their order, have what they wait for. */
	private void reached(WakeChain chain) {
		Parked first = null;
		for (int i = this.sleepers.size() - 1; i >= 0; i--) {
			Parked parked = this.sleepers.get(i).parked;
			parked.next = first;
			first = parked;
		}
		chain.add(first);
	}

	private void joinAll() throws Exception {
		for (Sleeper sleeper : this.sleepers) {
			sleeper.join();
		}
	}

	@Test
	void oneThatIsWokenWakesAll() throws Exception {
		WakeChain chain = new WakeChain();
		for (int i = 0; i < 20; i++) {
			asleep(chain);
		}
		reached(chain);
		chain.wake(1);
		joinAll();
	}

	@Test
	void oneThatWasInterruptedBeforeIsPassedOver() throws Exception {
		WakeChain chain = new WakeChain();
		asleep(chain);
		Sleeper gone = asleep(chain);
		asleep(chain);
		gone.member.thread().interrupt();
		gone.join();
		reached(chain);
		chain.wake(1);
		joinAll();
	}

	@Test
	void oneWhoseTimeWasOverBeforeIsPassedOver() throws Exception {
		WakeChain chain = new WakeChain();
		Sleeper first = sleeper(chain, (parked) -> parked.await(1));
		first.start.countDown();
		first.join();
		asleep(chain);
		reached(chain);
		chain.wake(1);
		joinAll();
	}

	@Test
	void oneThatIsInterruptedWhenItIsWokenWakesTheNext() throws Exception {
		wakesTheNext((parked) -> {
			Thread.currentThread().interrupt();
			parked.await(NEVER);
			assertThat(Thread.interrupted()).isTrue();
		});
	}

	@Test
	void oneWhoseTimeIsOverWhenItIsWokenWakesTheNext() throws Exception {
		wakesTheNext((parked) -> parked.await(0));
	}

	@Test
	void oneThatNeedNotSleepWhenItIsWokenWakesTheNext() throws Exception {
		wakesTheNext(Parked::leave);
	}

	/** The first is woken before it has gone to sleep, so it is the one that owes. */
	private void wakesTheNext(Sleep sleep) throws Exception {
		WakeChain chain = new WakeChain();
		Sleeper first = sleeper(chain, sleep);
		Sleeper second = asleep(chain);
		Sleeper third = asleep(chain);
		reached(chain);
		chain.wake(1);
		assertThat(second.member.task()).isNotDone();
		first.start.countDown();
		first.join();
		second.join();
		third.join();
	}

	@Test
	void whatOneOwesThatNeverComesToItIsWokenWithTheRest() throws Exception {
		WakeChain chain = new WakeChain();
		Sleeper late = sleeper(chain, (parked) -> parked.await(NEVER));
		Sleeper second = asleep(chain);
		Sleeper third = asleep(chain);
		reached(chain);
		chain.wake(1);
		assertThat(second.member.task()).isNotDone();
		chain.wake(Integer.MAX_VALUE);
		second.join();
		third.join();
		assertThat(chain.first.get()).isNull();
		late.start.countDown();
		late.join();
	}

	/** Wherever the stack of the thread that wakes is at its end. */
	@Test
	void noneIsLostWhereThereIsNoStack() throws Exception {
		WakeChain chain = new WakeChain();
		for (int round = 0; round < 50; round++) {
			this.sleepers.clear();
			for (int i = 0; i < 4; i++) {
				asleep(chain);
			}
			reached(chain);
			int padding = round % 10;
			Thread deep = new Thread(null, () -> wakeAtTheEnd(chain, padding, new Object[0]), "deep", 256 * 1024);
			deep.start();
			deep.join();
			chain.wake(Integer.MAX_VALUE);
			joinAll();
		}
	}

	/** The padding has the stack end at other places of what is called. */
	private static void wakeAtTheEnd(WakeChain chain, int padding, Object... unused) {
		try {
			if (padding > 0) {
				wakeAtTheEnd(chain, padding - 1, chain, padding, unused);
			}
			else {
				wakeAtTheEnd(chain);
			}
		}
		catch (StackOverflowError ex) {
			wakeOne(chain);
		}
	}

	private static void wakeAtTheEnd(WakeChain chain) {
		try {
			wakeAtTheEnd(chain);
		}
		catch (StackOverflowError ex) {
			wakeOne(chain);
			throw ex;
		}
	}

	private static void wakeOne(WakeChain chain) {
		try {
			chain.wake(1);
		}
		catch (StackOverflowError ex) {
			// There is more a few frames further up.
		}
	}

	@Test
	void thoseOfTwoBatchesAreWoken() throws Exception {
		WakeChain chain = new WakeChain();
		for (int i = 0; i < 5; i++) {
			asleep(chain);
		}
		reached(chain);
		List<Sleeper> before = new ArrayList<>(this.sleepers);
		this.sleepers.clear();
		for (int i = 0; i < 5; i++) {
			asleep(chain);
		}
		reached(chain);
		chain.wake(1);
		joinAll();
		for (Sleeper sleeper : before) {
			sleeper.join();
		}
	}

	@Test
	void manyThatComeAndGoAreAllWoken() throws Exception {
		WakeChain chain = new WakeChain();
		for (int round = 0; round < 200; round++) {
			this.sleepers.clear();
			for (int i = 0; i < 8; i++) {
				int kind = (round + i) % 4;
				Sleeper sleeper = sleeper(chain, (parked) -> {
					if (kind == 1) {
						Thread.currentThread().interrupt();
					}
					parked.await((kind == 0) ? TimeUnit.MICROSECONDS.toNanos(50) : NEVER);
				});
				sleeper.start.countDown();
			}
			reached(chain);
			chain.wake(1);
			joinAll();
		}
	}

}
