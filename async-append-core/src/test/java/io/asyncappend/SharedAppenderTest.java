package io.asyncappend;

import io.asyncappend.AppenderStatus.Mode;
import io.asyncappend.AppenderStatus.State;
import io.asyncappend.support.Recorder;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One appender of several factories. */
class SharedAppenderTest {

	@TempDir
	Path directory;

	private final Recorder ofOpener = new Recorder();

	private final Recorder ofSharer = new Recorder();

	private AsyncAppendFactory opener = AsyncAppendFactory.builder().listener(this.ofOpener).build();

	private final AsyncAppendFactory sharer = AsyncAppendFactory.builder().listener(this.ofSharer).build();

	@AfterEach
	void close() {
		this.sharer.close();
		if (this.opener != null) {
			this.opener.close();
		}
	}

	private AsyncAppender shared(AppenderOptions options) {
		AsyncAppender appender = this.opener.open("a", this.directory.resolve("a.log"), options);
		this.sharer.share(appender);
		return appender;
	}

	private AsyncAppender shared() {
		return shared(AppenderOptions.defaults());
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void itIsFoundAndListedInBoth() {
		AsyncAppender appender = shared();
		assertThat(this.sharer.find("a")).containsSame(appender);
		assertThat(this.sharer.appenders()).containsExactly(appender);
		assertThat(this.opener.appenders()).containsExactly(appender);
	}

	@Test
	void itOutlivesTheFactoryThatOpenedIt() {
		AsyncAppender appender = shared();
		appender.append(bytes("one\n"));
		this.opener.close();
		assertThat(this.directory.resolve("a.log")).hasContent("one\n");
		assertThat(this.opener.appenders()).isEmpty();
		assertThat(appender.isOwned()).isTrue();
		appender.append(bytes("two\n"));
		appender.sync();
		assertThat(appender.status().mode()).isEqualTo(Mode.ASYNCHRONOUS);
		this.sharer.close();
		assertThat(appender.isOwned()).isFalse();
		assertThat(appender.status().state()).isEqualTo(State.CLOSED);
		assertThat(this.directory.resolve("a.log")).hasContent("one\ntwo\n");
	}

	@Test
	void itOutlivesTheFactoryThatSharesIt() {
		AsyncAppender appender = shared();
		this.sharer.close();
		appender.append(bytes("one\n"));
		this.opener.close();
		assertThat(this.directory.resolve("a.log")).hasContent("one\n");
	}

	@Test
	void closingItClosesItForAllAndFreesItsName() {
		AsyncAppender appender = shared();
		appender.close();
		assertThat(this.opener.appenders()).isEmpty();
		assertThat(this.sharer.appenders()).isEmpty();
		assertThat(this.ofOpener.closed).hasSize(1);
		assertThat(this.ofSharer.closed).hasSize(1);
		this.sharer.open("a", this.directory.resolve("a.log"));
	}

	@Test
	void itIsAsynchronousWhileAllFactoriesAre() {
		AsyncAppender appender = shared();
		this.sharer.disable();
		assertThat(appender.status().mode()).isEqualTo(Mode.SYNCHRONOUS);
		this.opener.enable();
		assertThat(appender.status().mode()).isEqualTo(Mode.SYNCHRONOUS);
		this.sharer.enable();
		assertThat(appender.status().mode()).isEqualTo(Mode.ASYNCHRONOUS);
		this.sharer.disable();
		this.sharer.close();
		assertThat(appender.status().mode()).isEqualTo(Mode.ASYNCHRONOUS);
	}

	@Test
	void listenersOfEachFactoryReceiveEventsWhileItHasTheAppender() {
		AsyncAppender appender = this.opener.open("a", this.directory.resolve("a.log"));
		appender.append(bytes("one\n"));
		appender.flush();
		this.sharer.share(appender);
		appender.append(bytes("two\n"));
		appender.flush();
		Awaitility.await().until(() -> this.ofSharer.writtenBytes.get() == 4);
		assertThat(this.ofOpener.opened.get()).isEqualTo(1);
		assertThat(this.ofSharer.opened.get()).isEqualTo(1);
		this.opener.close();
		assertThat(this.ofOpener.closed).singleElement()
			.satisfies((last) -> assertThat(last.positions().written()).isEqualTo(8));
		assertThat(this.ofSharer.closed).isEmpty();
		appender.append(bytes("three\n"));
		this.sharer.close();
		assertThat(this.ofOpener.writtenBytes.get()).isEqualTo(8);
		assertThat(this.ofSharer.writtenBytes.get()).isEqualTo(10);
		assertThat(this.ofSharer.closed).hasSize(1);
	}

	@Test
	void equalListenersReceiveAnEventOnce() {
		Recorder both = new Recorder();
		try (AsyncAppendFactory one = AsyncAppendFactory.builder().listener(both).build()) {
			AsyncAppender appender = one.open("b", this.directory.resolve("b.log"));
			try (AsyncAppendFactory other = AsyncAppendFactory.builder().listener(both).build()) {
				other.share(appender);
				appender.append(bytes("one\n"));
				appender.flush();
			}
			assertThat(both.closed).isEmpty();
		}
		assertThat(both.opened.get()).isEqualTo(1);
		assertThat(both.writtenBytes.get()).isEqualTo(4);
		assertThat(both.closed).hasSize(1);
	}

	@Test
	void archivesAreSeenToAfterTheFactoryThatOpenedItIsClosed() {
		AsyncAppender appender = shared(
				AppenderOptions.builder().rotation(Rotation.builder().compress(true).maxSize(4).build()).build());
		this.opener.close();
		appender.append(bytes("one\n"));
		appender.append(bytes("two\n"));
		appender.flush();
		Awaitility.await()
			.until(() -> appender.archives().stream().anyMatch((archive) -> archive.toString().endsWith(".gz")));
	}

	@Test
	void aNameThatIsTakenAndWhatIsClosedAreRefused() {
		AsyncAppender appender = shared();
		assertThatIllegalArgumentException().isThrownBy(() -> this.sharer.share(appender));
		assertThatIllegalArgumentException().isThrownBy(() -> this.opener.share(appender));
		appender.close();
		assertThatThrownBy(() -> this.sharer.share(appender)).isInstanceOf(AppenderClosedException.class);
		assertThat(this.sharer.find("a")).isEmpty();
		this.sharer.close();
		AsyncAppender other = this.opener.open("b", this.directory.resolve("b.log"));
		assertThatThrownBy(() -> this.sharer.share(other)).isInstanceOf(AppenderClosedException.class);
		assertThat(other.isOwned()).isTrue();
		other.append(bytes("goes on\n"));
	}

	@Test
	void factoriesThatCloseAtTheSameTimeCloseItOnce() throws Exception {
		for (int i = 0; i < 50; i++) {
			Recorder both = new Recorder();
			AsyncAppendFactory one = AsyncAppendFactory.builder().listener(both).build();
			AsyncAppendFactory other = AsyncAppendFactory.builder().listener(both).build();
			AsyncAppender appender = one.open("c", this.directory.resolve("c" + i + ".log"));
			other.share(appender);
			appender.append(bytes("one\n"));
			CyclicBarrier barrier = new CyclicBarrier(2);
			Thread closer = new Thread(() -> {
				await(barrier);
				other.close();
			});
			closer.start();
			await(barrier);
			one.close();
			closer.join();
			assertThat(appender.status().state()).isEqualTo(State.CLOSED);
			assertThat(both.closed).hasSize(1);
			assertThat(Files.readString(this.directory.resolve("c" + i + ".log"))).isEqualTo("one\n");
		}
	}

	@Test
	void itDoesNotHoldTheFactoryThatOpenedIt() {
		AsyncAppender appender = shared();
		this.opener.close();
		WeakReference<AsyncAppendFactory> closed = new WeakReference<>(this.opener);
		this.opener = null;
		Awaitility.await().until(() -> {
			System.gc();
			return closed.refersTo(null);
		});
		appender.append(bytes("one\n"));
		appender.flush();
	}

	@Test
	void aFileThatIsOpenIsRefusedByAnExceptionOfItsOwn() {
		shared();
		assertThatThrownBy(() -> this.sharer.open("b", this.directory.resolve("a.log")))
			.isInstanceOf(FileTakenException.class)
			.hasMessageContaining("a.log")
			.hasMessageContaining("'b'");
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
