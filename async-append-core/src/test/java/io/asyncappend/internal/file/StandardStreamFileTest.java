package io.asyncappend.internal.file;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.StandardStream;
import io.asyncappend.fault.Faulty;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of records where the other end takes less than it is given. */
class StandardStreamFileTest extends Faulty {

	private static final String FULL = "No space left on device";

	private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

	/** How many bytes the next writes take; negative for as many and an error. */
	private final Deque<Integer> reluctance = new ArrayDeque<>();

	private final List<Integer> lengths = new ArrayList<>();

	private final Object printLock = new Object();

	private final ReentrantLock lock = new ReentrantLock();

	private AsyncAppender console() {
		return console(AppenderOptions.defaults());
	}

	private AsyncAppender console(AppenderOptions options) {
		return this.factory.open("console",
				new StandardStreamFile(StandardStream.OUT, this::take, this.printLock, this.lock), options);
	}

	private synchronized void take(ByteBuffer bytes) throws IOException {
		assertThat(Thread.holdsLock(this.printLock)).isTrue();
		assertThat(this.lock.isHeldByCurrentThread()).isTrue();
		this.lengths.add(bytes.remaining());
		Integer most = this.reluctance.poll();
		int count = Math.min(bytes.remaining(), (most != null) ? Math.abs(most) : Integer.MAX_VALUE);
		byte[] some = new byte[count];
		bytes.get(some);
		this.taken.writeBytes(some);
		if (most != null && most < 0) {
			throw new IOException(FULL);
		}
	}

	@Test
	void piecesConsistOfWholeRecordsThatAPipeTakesAtOnce() {
		AsyncAppender appender = console();
		synchronized (this) {
			for (int i = 0; i < 100; i++) {
				appender.append(bytes(1500));
			}
			appender.append(bytes(10_000));
			appender.append(bytes(4096));
		}
		appender.flush();
		assertThat(this.lengths)
			.allMatch((length) -> length == 1500 || length == 3000 || length == 4096 || length == 10_000);
		assertThat(this.lengths).contains(3000, 4096, 10_000);
		assertThat(this.taken.size()).isEqualTo(164_096);
	}

	@Test
	void aPipeThatTakesNothingForLongIsWaitedFor() {
		// For much longer than an error is retried: this is none.
		AsyncAppender appender = console(AppenderOptions.builder().writeRetry(Duration.ofMillis(50)).build());
		synchronized (this) {
			for (int i = 0; i < 50; i++) {
				this.reluctance.add(0);
			}
		}
		appender.append(bytes(100));
		appender.flush();
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
		assertThat(this.taken.size()).isEqualTo(100);
		assertThat(this.lengths).hasSize(51);
	}

	@Test
	void aShortWriteIsContinuedBeforeTheLocksAreGivenUp() {
		AsyncAppender appender = console();
		synchronized (this) {
			this.reluctance.addAll(List.of(3, 0, 0, 1, 0));
		}
		appender.append(bytes(100));
		appender.flush();
		assertThat(this.lengths).containsExactly(100, 97, 97, 97, 96, 96);
		assertThat(appender.status().records().written()).isEqualTo(1);
	}

	@Test
	void aRecordThatADiskTookInPartGoesOnWhereItStopped() {
		AsyncAppender appender = console();
		synchronized (this) {
			this.reluctance.addAll(List.of(-30, -1, -0, -20));
			appender.append(bytes(100));
			appender.append("y".repeat(50).getBytes());
		}
		appender.flush();
		assertThat(this.taken.toString()).isEqualTo("x".repeat(100) + "y".repeat(50));
		AppenderStatus status = appender.status();
		assertThat(status.state()).isEqualTo(AppenderStatus.State.OPEN);
		assertThat(status.trouble().degradations()).isPositive();
		assertThat(status.trouble().tornBytes()).isZero();
		assertThat(status.records().written()).isEqualTo(2);
	}

}
