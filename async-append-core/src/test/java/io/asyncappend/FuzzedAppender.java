package io.asyncappend;

import io.asyncappend.internal.appender.FileAppenderFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** An appender, and the model of it: what it accepted and what it dropped. */
final class FuzzedAppender implements AutoCloseable {

	/** Who writes, to what, and what comes of a full buffer. */
	enum Kind {

		ASYNCHRONOUS, SYNCHRONOUS, FALLEN_BACK, BORROWED, BORROWED_SYNCHRONOUS, FAILING, DROPPING;

		boolean isBorrowed() {
			return this == BORROWED || this == BORROWED_SYNCHRONOUS;
		}

		private FileAppenderFactory factory() {
			FileAppenderFactory.Builder builder = new FileAppenderFactory.Builder()
				.enabled(this != SYNCHRONOUS && this != BORROWED_SYNCHRONOUS);
			if (this == FALLEN_BACK) {
				return builder.build((thread) -> {
					throw new OutOfMemoryError("unable to create native thread");
				});
			}
			return builder.build();
		}

		private Backpressure backpressure() {
			return (this == FAILING) ? Backpressure.fail()
					: (this == DROPPING) ? Backpressure.drop() : Backpressure.block();
		}

	}

	final Kind kind;

	final Path directory;

	final Path file;

	final FileAppenderFactory factory;

	final AsyncAppender appender;

	private final FileChannel channel;

	private final ByteArrayOutputStream accepted = new ByteArrayOutputStream();

	private final List<CompletableFuture<Long>> receipts = new ArrayList<>();

	private final List<Long> positions = new ArrayList<>();

	private final List<Path> rotated = new ArrayList<>();

	private long records;

	private long dropped;

	FuzzedAppender(Path directory, Kind kind, Random random) throws IOException {
		this.kind = kind;
		this.directory = directory;
		this.file = directory.resolve("file");
		Files.writeString(directory.resolve("victim"), "precious");
		this.factory = kind.factory();
		SyncPolicy sync = (random.nextInt(4) == 0) ? SyncPolicy.everyBatch() : SyncPolicy.onDemand();
		AppenderOptions options = AppenderOptions.builder()
			.bufferSize(AppenderOptions.MIN_BUFFER_SIZE << random.nextInt(3))
			.backpressure(kind.backpressure())
			.sync(sync)
			.build();
		this.channel = kind.isBorrowed()
				? FileChannel.open(this.file, StandardOpenOption.CREATE, StandardOpenOption.APPEND) : null;
		this.appender = kind.isBorrowed() ? this.factory.create("file", this.channel, options)
				: this.factory.open("file", this.file, options);
	}

	long position() {
		return this.accepted.size();
	}

	/** What the appender returned for a record. */
	void appended(byte[] record, long position) {
		if (position == AsyncAppender.DROPPED) {
			assertThat(this.kind).isEqualTo(Kind.DROPPING);
			this.dropped++;
			return;
		}
		this.accepted.writeBytes(record);
		this.records++;
		assertThat(position).isEqualTo(position());
	}

	void appendedDurably(byte[] record, CompletableFuture<Long> receipt) {
		this.accepted.writeBytes(record);
		this.records++;
		this.receipts.add(receipt);
		this.positions.add(position());
	}

	/** Moves the file away; it is to be reopened. */
	void rotate() throws IOException {
		Path old = this.directory.resolve("file." + this.rotated.size());
		Files.move(this.file, old);
		this.rotated.add(old);
	}

	void check() {
		AppenderStatus status = this.appender.status();
		assertThat(status.state()).isEqualTo(AppenderStatus.State.OPEN);
		assertThat(status.positions().accepted()).isEqualTo(position());
		assertThat(status.records().accepted()).isEqualTo(this.records);
		assertThat(status.dropped().records()).isEqualTo(this.dropped);
		assertThat(status.positions().written()).isBetween(status.positions().durable(), status.positions().accepted());
		assertThat(status.trouble().failure()).isEmpty();
	}

	/** Closes it; what was accepted is in the file then, and nothing else. */
	void closeAndCheck() throws Exception {
		check();
		this.appender.close();
		for (int i = 0; i < this.receipts.size(); i++) {
			assertThat(this.receipts.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(this.positions.get(i));
		}
		AppenderStatus last = this.appender.status();
		assertThat(last.state()).isEqualTo(AppenderStatus.State.CLOSED);
		assertThat(last.positions().written()).isEqualTo(position());
		assertThat(last.records().written()).isEqualTo(this.records);
		requireContent();
	}

	void requireContent() throws IOException {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		for (Path old : this.rotated) {
			content.writeBytes(Files.readAllBytes(old));
		}
		content.writeBytes(Files.readAllBytes(this.file));
		assertThat(content.toByteArray()).isEqualTo(this.accepted.toByteArray());
	}

	@Override
	public void close() throws IOException {
		this.factory.close();
		if (this.channel != null) {
			assertThat(this.channel.isOpen()).isTrue();
			this.channel.close();
		}
	}

}
