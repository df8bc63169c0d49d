package io.asyncappend.contract;

import io.asyncappend.AppenderClosedException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.SyncPolicy;
import io.asyncappend.fault.Faulty;
import io.asyncappend.support.Crew;
import io.asyncappend.support.Records;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What holds in every mode: receipts, sync policies, buffers and streams. */
public abstract class DurabilityContract extends ArgumentContract {

	@Test
	public void syncMakesEverythingDurable() throws Exception {
		AsyncAppender appender = open();
		for (int i = 1; i <= 20; i++) {
			appender.append(Records.record(0, i, 100));
			appender.sync();
			AppenderStatus status = appender.status();
			assertThat(status.positions().durable()).isEqualTo(i * 100L);
			assertThat(status.records().durable()).isEqualTo(i);
			assertThat(status.age()).isEqualTo(AppenderStatus.Age.ZERO);
		}
		appender.sync(Duration.ofSeconds(30));
		assertThat(this.recorder.syncs.get()).isBetween(1L, 20L);
	}

	@Test
	public void receiptsCompleteInTheOrderOfPositionsOffTheLocks() throws Exception {
		AsyncAppender appender = open(AppenderOptions.builder().bufferSize(4096).build());
		List<Long> completed = Collections.synchronizedList(new ArrayList<>());
		List<CompletableFuture<Void>> all = Collections.synchronizedList(new ArrayList<>());
		try (Crew crew = new Crew()) {
			for (int i = 0; i < 4; i++) {
				int producer = i;
				crew.addWork(() -> {
					for (int n = 0; n < 200; n++) {
						all.add(receipt(appender, producer, n, completed));
					}
				});
			}
			crew.join();
		}
		for (CompletableFuture<Void> receipt : all) {
			receipt.get(30, TimeUnit.SECONDS);
		}
		assertThat(completed).hasSize(800).doesNotHaveDuplicates();
		Records.requireAll(new long[] { 200, 200, 200, 200 }, this.file);
		// The future itself tells only who asked before it completed.
		assertThat(appender.status().positions().durable()).isEqualTo(800 * 64);
	}

	private static CompletableFuture<Void> receipt(AsyncAppender appender, int producer, int n, List<Long> completed) {
		return appender.appendDurably(Records.record(producer, n, 64)).thenAccept((position) -> {
			AppenderStatus status = status(appender);
			assertThat(status.positions().durable()).isGreaterThanOrEqualTo(position);
			completed.add(position);
		});
	}

	/** Asked by another thread, which would hang if the locks were held. */
	private static AppenderStatus status(AsyncAppender appender) {
		try {
			return Crew.start(appender::status).join();
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	public void aReceiptIsThePositionOfItsRecord() throws Exception {
		AsyncAppender appender = open();
		assertThat(appender.append(new byte[10])).isEqualTo(10);
		assertThat(appender.appendDurably(new byte[5]).get(30, TimeUnit.SECONDS)).isEqualTo(15);
		assertThat(appender.appendDurably(new byte[8], 2, 3).get(30, TimeUnit.SECONDS)).isEqualTo(18);
		ByteBuffer buffer = ByteBuffer.allocateDirect(4);
		assertThat(appender.appendDurably(buffer).get(30, TimeUnit.SECONDS)).isEqualTo(22);
		assertThat(buffer.remaining()).isZero();
		assertThat(Files.size(this.file)).isEqualTo(22);
	}

	@Test
	public void closeKeepsThePromiseOfReceipts() throws Exception {
		AsyncAppender appender = open();
		List<CompletableFuture<Long>> receipts = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			receipts.add(appender.appendDurably(Records.record(0, i, 100)));
		}
		appender.close();
		for (int i = 0; i < 100; i++) {
			assertThat(receipts.get(i).get(30, TimeUnit.SECONDS)).isEqualTo((i + 1) * 100L);
		}
	}

	@Test
	public void everyBatchMakesDurableUnasked() throws Exception {
		becomesDurable(open(AppenderOptions.builder().sync(SyncPolicy.everyBatch()).build()));
	}

	@Test
	public void anIntervalMakesDurableUnasked() throws Exception {
		becomesDurable(open(AppenderOptions.builder().sync(SyncPolicy.every(Duration.ofMillis(20))).build()));
	}

	private static void becomesDurable(AsyncAppender appender) {
		for (int i = 1; i <= 3; i++) {
			appender.append(new byte[100]);
			long end = i * 100L;
			Faulty.await().until(() -> appender.status().positions().durable() == end);
		}
	}

	@Test
	public void onDemandForcesNothingUnasked() throws Exception {
		AsyncAppender appender = open();
		appender.append(new byte[100]);
		appender.flush();
		appender.close();
		assertThat(this.recorder.syncs).hasValue(0);
		assertThat(appender.status().positions().durable()).isZero();
		assertThat(appender.status().records().durable()).isZero();
	}

	@Test
	public void aRecordThatIsNotDurableGrowsOlder() throws Exception {
		AsyncAppender appender = open();
		long start = System.nanoTime();
		appender.append(new byte[100]);
		appender.flush();
		AppenderStatus.Age first = appender.status().age();
		assertThat(first.unwritten()).isZero();
		Faulty.await().until(() -> appender.status().age().undurable().compareTo(first.undurable()) > 0);
		assertThat(appender.status().age().undurable()).isLessThanOrEqualTo(Faulty.since(start));
		appender.sync();
		assertThat(appender.status().age()).isEqualTo(AppenderStatus.Age.ZERO);
	}

	@Test
	public void closeForcesUnderAnInterval() throws Exception {
		AsyncAppender appender = open(AppenderOptions.builder().sync(SyncPolicy.every(Duration.ofDays(1))).build());
		appender.append(new byte[100]);
		appender.close();
		assertThat(appender.status().positions().durable()).isEqualTo(100);
	}

	@Test
	public void theArrayIsTheCallersAgainAtOnce() throws Exception {
		AsyncAppender appender = open();
		byte[] array = new byte[1];
		for (int i = 0; i < 1000; i++) {
			array[0] = (byte) i;
			appender.append(array);
			array[0] = -1;
		}
		appender.flush();
		byte[] content = Files.readAllBytes(this.file);
		for (int i = 0; i < 1000; i++) {
			assertThat(content[i]).isEqualTo((byte) i);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 20, 5000 })
	public void aBufferOfAnyKindIsTaken(int length) throws Exception {
		AsyncAppender appender = open(SMALL);
		byte[] bytes = Faulty.bytes(length + 2);
		Arrays.fill(bytes, 1, length + 1, (byte) 'y');
		ByteBuffer direct = ByteBuffer.allocateDirect(length + 2).put(bytes).position(1).limit(length + 1);
		ByteBuffer heap = ByteBuffer.wrap(bytes, 1, length);
		List<ByteBuffer> all = List.of(direct, heap, heap.asReadOnlyBuffer(), heap.slice(), direct.slice(),
				direct.asReadOnlyBuffer());
		for (ByteBuffer buffer : all) {
			int limit = buffer.limit();
			appender.append(buffer);
			assertThat(buffer.position()).isEqualTo(limit);
			assertThat(buffer.limit()).isEqualTo(limit);
		}
		appender.append(bytes, 1, length);
		appender.flush();
		assertThat(Files.readString(this.file)).isEqualTo("y".repeat(7 * length));
	}

	@Test
	public void aBufferThatIsRefusedKeepsItsPosition() throws Exception {
		AsyncAppender appender = open();
		appender.close();
		ByteBuffer buffer = ByteBuffer.allocate(10).position(3);
		assertThatThrownBy(() -> appender.append(buffer)).isInstanceOf(AppenderClosedException.class);
		assertThatThrownBy(() -> appender.appendDurably(buffer)).isInstanceOf(AppenderClosedException.class);
		assertThat(buffer.position()).isEqualTo(3);
	}

	@Test
	public void aStreamIsMadeOfRecords() throws Exception {
		AsyncAppender appender = open();
		OutputStream stream = appender.asOutputStream();
		stream.write('a');
		stream.write("bcd".getBytes(), 1, 2);
		stream.write(new byte[0]);
		stream.flush();
		assertThat(Files.readString(this.file)).isEqualTo("acd");
		assertThat(appender.status().records().accepted()).isEqualTo(2);
		stream.write('e');
		stream.close();
		stream.close();
		assertThat(Files.readString(this.file)).isEqualTo("acde");
		assertThatThrownBy(() -> stream.write('f')).isInstanceOf(IOException.class);
		assertThat(appender.append(new byte[1])).isEqualTo(5);
		OutputStream late = appender.asOutputStream();
		appender.close();
		assertThatThrownBy(() -> late.write('g')).isInstanceOf(IOException.class)
			.hasCauseInstanceOf(AppenderClosedException.class);
	}

	@Test
	public void aChannelIsMadeOfRecords() throws Exception {
		AsyncAppender appender = open();
		WritableByteChannel channel = appender.asChannel();
		assertThat(channel.write(ByteBuffer.wrap("abc".getBytes()))).isEqualTo(3);
		assertThat(channel.write(ByteBuffer.allocate(0))).isZero();
		channel.close();
		assertThat(channel.isOpen()).isFalse();
		assertThat(Files.readString(this.file)).isEqualTo("abc");
		assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
			.isInstanceOf(java.nio.channels.ClosedChannelException.class);
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
	}

}
