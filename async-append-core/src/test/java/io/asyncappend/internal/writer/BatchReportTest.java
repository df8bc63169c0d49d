package io.asyncappend.internal.writer;

import io.asyncappend.AppendListener;
import io.asyncappend.FileLoss;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What happened in a batch is told, in its order, and nothing else. */
class BatchReportTest {

	private static final Path FILE = Path.of("file");

	private final BatchReport report = new BatchReport(null);

	private final IOException cause = new IOException("cause");

	private final FileLoss loss = FileLoss.of(FileLoss.Kind.DELETED, 3);

	/** Events with what they say, but for the appender. */
	private List<String> told() {
		List<String> events = new ArrayList<>();
		this.report.accept(listener((event) -> events.add(event)));
		return events;
	}

	private static AppendListener listener(Consumer<String> events) {
		return (AppendListener) Proxy.newProxyInstance(AppendListener.class.getClassLoader(),
				new Class<?>[] { AppendListener.class }, (proxy, method, arguments) -> {
					List<Object> said = Arrays.asList(arguments).subList(1, arguments.length);
					events.accept(method.getName() + said);
					return null;
				});
	}

	private void fill() {
		this.report.writtenBytes = 1;
		this.report.writeNanos = 2;
		this.report.recovered = true;
		this.report.forced(5);
		this.report.droppedRecords = 6;
		this.report.droppedBytes = 7;
		this.report.fileLoss = this.loss;
		this.report.tornTail = 8;
		this.report.foreign = "foreign";
		this.report.isLockedByOthers = true;
		this.report.reopened = FILE;
		this.report.rotated(FILE, 9);
		this.report.rotationFailed(this.cause);
		this.report.forced(10);
		this.report.degraded = this.cause;
		this.report.failed = this.cause;
		this.report.fallback = "fallback";
		this.report.isClosed = true;
		this.report.served = true;
		this.report.isDelivering = true;
	}

	@Test
	void nothingIsToldOfABatchThatDidNothing() {
		assertThat(told()).isEmpty();
		assertThat(this.report.isProgress()).isFalse();
		this.report.droppedRecords = 1;
		this.report.fallback = "no thread";
		assertThat(this.report.isProgress()).isFalse();
	}

	@Test
	void allThatHappenedIsToldInItsOrder() {
		fill();
		assertThat(told()).containsExactly("onWrite[1, 2]", "onRecovered[]", "onSync[10]", "onDropped[6, 7]",
				"onFileLost[" + this.loss + "]", "onTornTail[8]", "onForeignFile[foreign]", "onLockedByOthers[]",
				"onReopen[file]", "onRotated[file, 9]", "onRotationFailed[" + this.cause + "]", "onSync[5]",
				"onDegraded[" + this.cause + "]", "onFailed[" + this.cause + "]", "onFallback[fallback]",
				"onClose[null]");
	}

	@Test
	void aForceThatTookNoTimeIsToldToo() {
		this.report.forced(0);
		assertThat(told()).containsExactly("onSync[0]");
		assertThat(this.report.isProgress()).isTrue();
		this.report.forced(0);
		assertThat(told()).containsExactly("onSync[0]", "onSync[0]");
	}

	@Test
	void nothingIsLeftForTheNextBatch() {
		fill();
		this.report.clear();
		assertThat(told()).isEmpty();
		assertThat(this.report.isProgress()).isFalse();
		assertThat(this.report.writeNanos).isZero();
		assertThat(this.report.droppedBytes).isZero();
		assertThat(this.report.isDelivering).isFalse();
		assertThat(this.report.served).isFalse();
	}

	@Test
	void eachThingThatAThreadMayWaitForIsProgress() {
		List<Consumer<BatchReport>> changes = List.of((it) -> it.writtenBytes = 1, (it) -> it.served = true,
				(it) -> it.recovered = true, (it) -> it.isClosed = true, (it) -> it.failed = this.cause,
				(it) -> it.degraded = this.cause, (it) -> it.reopened = FILE, (it) -> it.rotated(FILE, 1));
		for (Consumer<BatchReport> change : changes) {
			change.accept(this.report);
			assertThat(this.report.isProgress()).isTrue();
			this.report.clear();
		}
	}

	@Test
	void theCloseIsToldThoughAListenerThrows() {
		this.report.writtenBytes = 1;
		this.report.isClosed = true;
		List<String> events = new ArrayList<>();
		IllegalStateException thrown = new IllegalStateException("listener");
		assertThatThrownBy(() -> this.report.accept(listener((event) -> {
			events.add(event);
			if (event.startsWith("onWrite")) {
				throw thrown;
			}
		}))).isSameAs(thrown);
		assertThat(events).containsExactly("onWrite[1, 0]", "onClose[null]");
	}

}
