package io.asyncappend.contract;

import io.asyncappend.AppenderClosedException;
import io.asyncappend.AsyncAppender;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What every mode says to arguments and calls that make no sense, without a trace in the
 * file.
 */
public abstract class ArgumentContract extends InterruptContract {

	private static final Duration NEGATIVE = Duration.ofNanos(-1);

	@Test
	public void badArgumentsAreRefusedAndLeaveNoTrace() throws Exception {
		AsyncAppender appender = open();
		byte[] array = new byte[10];
		assertThat(appender.append(array)).isEqualTo(10);
		for (ThrowingCallable empty : List.<ThrowingCallable>of(() -> appender.append(new byte[0]),
				() -> appender.append(ByteBuffer.allocate(0)), () -> appender.append(array, 3, 0),
				() -> appender.append(array, 10, 0), () -> appender.appendDurably(new byte[0]),
				() -> appender.appendDurably(ByteBuffer.allocateDirect(4).position(4)),
				() -> appender.appendDurably(array, 0, 0))) {
			assertThatThrownBy(empty).isInstanceOf(IllegalArgumentException.class)
				.hasMessageContaining("at least one byte");
		}
		for (int[] range : new int[][] { { -1, 2 }, { 0, 11 }, { 10, 1 }, { 1, -1 }, { 5, Integer.MAX_VALUE },
				{ Integer.MIN_VALUE, 1 }, { Integer.MAX_VALUE, 1 }, { 0, Integer.MIN_VALUE } }) {
			for (ThrowingCallable outside : List.<ThrowingCallable>of(() -> appender.append(array, range[0], range[1]),
					() -> appender.appendDurably(array, range[0], range[1]),
					() -> appender.asOutputStream().write(array, range[0], range[1]))) {
				assertThatThrownBy(outside).isInstanceOf(IndexOutOfBoundsException.class)
					.hasMessageContaining(String.valueOf(range[0]))
					.hasMessageContaining("10");
			}
		}
		for (ThrowingCallable negative : List.<ThrowingCallable>of(() -> appender.flush(NEGATIVE),
				() -> appender.sync(NEGATIVE), () -> appender.close(NEGATIVE), () -> this.factory.close(NEGATIVE))) {
			assertThatThrownBy(negative).isInstanceOf(IllegalArgumentException.class)
				.hasMessageContaining("timeout")
				.hasMessageContaining(NEGATIVE.toString());
		}
		assertThat(appender.append(array)).isEqualTo(20);
		appender.flush();
		assertThat(appender.status().records().accepted()).isEqualTo(2);
		assertThat(Files.size(this.file)).isEqualTo(20);
	}

	@Test
	public void theLongestTimeIsForEver() throws Exception {
		AsyncAppender appender = open();
		appender.append(new byte[10]);
		Duration longest = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
		appender.flush(longest);
		appender.sync(longest);
		appender.append(new byte[10]);
		appender.close(longest);
		assertThat(Files.size(this.file)).isEqualTo(20);
	}

	@ParameterizedTest
	@ValueSource(ints = { 20, 5000, 3_000_000 })
	public void whatIsChangedAfterAnAppendIsNotChangedInTheFile(int length) throws Exception {
		AsyncAppender appender = open(SMALL);
		byte[] array = new byte[length];
		ByteBuffer direct = ByteBuffer.allocateDirect(length);
		ByteBuffer slice = ByteBuffer.allocate(length + 20).position(10).slice().limit(length);
		for (int i = 0; i < 3; i++) {
			Arrays.fill(array, (byte) ('a' + i));
			appender.append(array);
			Arrays.fill(array, (byte) '!');
			CompletableFuture<Long> receipt = appended(appender, direct, (byte) ('k' + i));
			appended(appender, slice, (byte) ('u' + i));
			receipt.get(30, TimeUnit.SECONDS);
		}
		appender.close();
		StringBuilder all = new StringBuilder();
		for (String letter : List.of("a", "k", "u", "b", "l", "v", "c", "m", "w")) {
			all.append(letter.repeat(length));
		}
		assertThat(Files.readString(this.file).equals(all.toString())).isTrue();
	}

	private static CompletableFuture<Long> appended(AsyncAppender appender, ByteBuffer record, byte content) {
		fill(record, content);
		CompletableFuture<Long> receipt = appender.appendDurably(record);
		assertThat(record.remaining()).isZero();
		fill(record, (byte) '!');
		return receipt;
	}

	private static void fill(ByteBuffer record, byte content) {
		for (int i = 0; i < record.limit(); i++) {
			record.put(i, content);
		}
		record.rewind();
	}

	@Test
	public void aCallAfterTheCloseThrows() throws Exception {
		AsyncAppender appender = open();
		OutputStream stream = appender.asOutputStream();
		WritableByteChannel channel = appender.asChannel();
		appender.append(new byte[10]);
		appender.close();
		Map<String, ThrowingCallable> late = new LinkedHashMap<>();
		late.put("append", () -> appender.append(new byte[1]));
		late.put("append of a buffer", () -> appender.append(ByteBuffer.allocate(1)));
		late.put("appendDurably", () -> appender.appendDurably(new byte[1]));
		late.put("flush", appender::flush);
		late.put("flush within", () -> appender.flush(Duration.ZERO));
		late.put("sync", appender::sync);
		late.put("sync within", () -> appender.sync(Duration.ZERO));
		if (appender.status().file().isPresent()) {
			late.put("reopen", appender::reopen);
			late.put("reopen within", () -> appender.reopen(Duration.ZERO));
		}
		late.forEach((what, call) -> assertThatThrownBy(call).as(what)
			.isInstanceOf(AppenderClosedException.class)
			.hasMessageContaining("appender 'file' is closed"));
		for (ThrowingCallable call : List.<ThrowingCallable>of(() -> stream.write(1), stream::flush,
				() -> channel.write(ByteBuffer.allocate(1)))) {
			assertThatThrownBy(call).isInstanceOf(IOException.class).hasCauseInstanceOf(AppenderClosedException.class);
		}
		appender.close();
		appender.close(Duration.ZERO);
		assertThat(appender.name()).isEqualTo("file");
		assertThat(appender.status().positions().written()).isEqualTo(10);
		assertThat(Files.size(this.file)).isEqualTo(10);
	}

}
