package io.asyncappend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The calls: good ones, and bad ones that must be refused without a trace. */
final class FuzzedCalls {

	private static final String[] BAD_NAMES = { "", " ", ".", "..", "../file", "a/b", "a\\b", "a\nb", "a\0b",
			"n".repeat(201), "file" };

	private final FuzzedAppender model;

	private final AsyncAppender appender;

	private final Random random;

	FuzzedCalls(FuzzedAppender model, Random random) {
		this.model = model;
		this.appender = model.appender;
		this.random = random;
	}

	void callSomething() throws Exception {
		switch (this.random.nextInt(16)) {
			case 0, 1, 2 -> append();
			case 3 -> appendDurably();
			case 4 -> stream();
			case 5 -> badRange();
			case 6 -> badRecord();
			case 7 -> badTime();
			case 8 -> badName();
			case 9 -> badFile();
			case 10 -> reopen();
			case 11 -> this.model.factory.enable();
			case 12 -> this.model.factory.disable();
			case 13 -> interrupted();
			default -> settle();
		}
		this.model.check();
	}

	private byte[] record() {
		int length = switch (this.random.nextInt(10)) {
			case 0 -> 1;
			case 1 -> 1023 + this.random.nextInt(3);
			case 2 -> 20_000;
			default -> 1 + this.random.nextInt(300);
		};
		byte[] record = new byte[length];
		this.random.nextBytes(record);
		return record;
	}

	private void append() {
		byte[] record = record();
		byte[] array = record.clone();
		try {
			this.model.appended(record, switch (this.random.nextInt(3)) {
				case 0 -> this.appender.append(array);
				case 1 -> this.appender.append(array, 0, array.length);
				default -> this.appender.append(buffer(array));
			});
		}
		catch (BufferFullException ex) {
			assertThat(this.model.kind).isEqualTo(FuzzedAppender.Kind.FAILING);
		}
		Arrays.fill(array, (byte) '!');
	}

	/** The record as a buffer of some kind, with other bytes around it. */
	private ByteBuffer buffer(byte[] record) {
		int margin = this.random.nextInt(10);
		int length = record.length + 2 * margin;
		ByteBuffer buffer = this.random.nextBoolean() ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
		buffer.position(margin).put(record).position(margin).limit(margin + record.length);
		return switch (this.random.nextInt(4)) {
			case 0 -> buffer.slice();
			case 1 -> buffer.asReadOnlyBuffer();
			case 2 -> buffer.slice().asReadOnlyBuffer();
			default -> buffer;
		};
	}

	private void appendDurably() {
		byte[] record = record();
		ByteBuffer buffer = buffer(record.clone());
		int before = buffer.position();
		try {
			CompletableFuture<Long> receipt = this.appender.appendDurably(buffer);
			this.model.appendedDurably(record, receipt);
			assertThat(buffer.remaining()).isZero();
		}
		catch (BufferFullException ex) {
			assertThat(buffer.position()).isEqualTo(before);
			assertThat(this.model.kind).isIn(FuzzedAppender.Kind.FAILING, FuzzedAppender.Kind.DROPPING);
		}
	}

	private void stream() throws IOException {
		// In synchronous mode the buffer is empty, so neither refuses nor drops.
		this.appender.flush();
		byte[] record = record();
		long position = this.model.position() + record.length;
		if (this.random.nextBoolean()) {
			this.appender.asOutputStream().write(record);
		}
		else {
			this.appender.asChannel().write(buffer(record));
		}
		this.model.appended(record, position);
	}

	private void badRange() {
		byte[] array = new byte[this.random.nextInt(50)];
		int offset = this.random.nextInt(100) - 50;
		int length = this.random.nextBoolean() ? this.random.nextInt() : this.random.nextInt(100) - 50;
		if (offset >= 0 && length > 0 && length <= array.length - offset) {
			return;
		}
		boolean empty = length == 0 && offset >= 0 && offset <= array.length;
		Class<?> expected = empty ? IllegalArgumentException.class : IndexOutOfBoundsException.class;
		assertThatThrownBy(() -> this.appender.append(array, offset, length)).isInstanceOf(expected);
		assertThatThrownBy(() -> this.appender.appendDurably(array, offset, length)).isInstanceOf(expected);
	}

	private void badRecord() {
		refused(NullPointerException.class, () -> this.appender.append((byte[]) null));
		refused(NullPointerException.class, () -> this.appender.append((ByteBuffer) null));
		refused(NullPointerException.class, () -> this.appender.appendDurably(null, 0, 1));
		refused(NullPointerException.class, () -> this.appender.asOutputStream().write(null));
		refused(IllegalArgumentException.class, () -> this.appender.append(new byte[0]));
		refused(IllegalArgumentException.class, () -> this.appender.appendDurably(ByteBuffer.allocateDirect(0)));
	}

	private void badTime() {
		Duration negative = Duration.ofNanos(-1 - this.random.nextInt(Integer.MAX_VALUE));
		refused(IllegalArgumentException.class, () -> this.appender.flush(negative));
		refused(IllegalArgumentException.class, () -> this.appender.sync(negative));
		refused(IllegalArgumentException.class, () -> this.appender.close(negative));
		refused(IllegalArgumentException.class, () -> this.model.factory.close(negative));
		refused(NullPointerException.class, () -> this.appender.close(null));
	}

	private void badName() {
		String name = BAD_NAMES[this.random.nextInt(BAD_NAMES.length)];
		Path file = this.model.directory.resolve("never");
		refused(IllegalArgumentException.class, () -> this.model.factory.open(name, file));
		assertThat(file).doesNotExist();
	}

	private void badFile() throws IOException {
		Path link = this.model.directory.resolve("link");
		Files.deleteIfExists(link);
		Path target = switch (this.random.nextInt(5)) {
			case 0 -> this.model.directory;
			case 1 -> Path.of("/dev/null");
			case 2 -> this.model.file;
			case 3 -> link;
			default -> Path.of("n".repeat(300));
		};
		Files.createSymbolicLink(link, target);
		Path file = this.random.nextBoolean() ? link : this.model.directory.resolve("victim/../" + "n".repeat(300));
		refused(AppendException.class, () -> this.model.factory.open("other", file));
		assertThat(this.model.factory.find("other")).isEmpty();
		try (FileChannel channel = FileChannel.open(this.model.file, StandardOpenOption.READ)) {
			refused(IllegalArgumentException.class, () -> this.model.factory.create("file", channel));
		}
	}

	private void reopen() throws IOException {
		if (this.model.kind.isBorrowed()) {
			refused(UnsupportedOperationException.class, this.appender::reopen);
			return;
		}
		if (this.random.nextBoolean()) {
			this.model.rotate();
		}
		this.appender.reopen();
	}

	private void interrupted() {
		Thread.currentThread().interrupt();
		try {
			byte[] record = record();
			this.model.appended(record, this.appender.append(record));
		}
		catch (AppendInterruptedException | BufferFullException ex) {
			// There was no room, so it waited or did not: not accepted either way.
		}
		assertThat(Thread.interrupted()).isTrue();
	}

	private void settle() throws IOException {
		if (this.random.nextBoolean()) {
			this.appender.flush();
		}
		else {
			this.appender.sync(Duration.ofSeconds(30));
			assertThat(this.appender.status().positions().durable()).isEqualTo(this.model.position());
		}
		this.model.requireContent();
	}

	/** After the end nothing is taken and nothing in the file changes. */
	void callWhenClosed() throws IOException {
		refused(AppenderClosedException.class, () -> this.appender.append(record()));
		refused(AppenderClosedException.class, () -> this.appender.appendDurably(record()));
		refused(AppenderClosedException.class, this.appender::flush);
		refused(AppenderClosedException.class, this.appender::sync);
		refused(IOException.class, () -> this.appender.asChannel().write(buffer(record())));
		badRecord();
		this.appender.close();
		this.model.requireContent();
	}

	private static void refused(Class<? extends Throwable> type, ThrowingCallable call) {
		// A null check that the JIT found hot throws without a message.
		assertThatThrownBy(call).isInstanceOf(type)
			.matches((ex) -> ex instanceof NullPointerException || ex.getMessage() != null, "has a message");
	}

}
