package io.asyncappend;

import io.asyncappend.support.SettableClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is done to a log, and however it ends, its positions are those of a model: the
 * bytes that were appended since it began, less those that a power cut took.
 */
@Timeout(300)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "files are known by the numbers of Unix")
class LastingPositionsPropertiesTest {

	private static final int STEPS = 120;

	@TempDir
	private Path temporary;

	private Path directory;

	private Random random;

	private final SettableClock clock = new SettableClock(Instant.parse("2026-11-28T12:00:00Z"));

	/** The log since it began. */
	private ByteArrayOutputStream model = new ByteArrayOutputStream();

	private UUID id;

	private AsyncAppendFactory factory;

	private AsyncAppender appender;

	/** As it was when it was last forced for sure, and as it is. */
	private byte[] forced;

	private int archives;

	private Path file() {
		return this.directory.resolve("app.log");
	}

	private Path beside(String name) {
		return this.directory.resolve(".app.log." + name);
	}

	private static long records(byte[] bytes) {
		long count = 0;
		for (byte one : bytes) {
			count += (one == '\n') ? 1 : 0;
		}
		return count;
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })
	void positionsAreThoseOfTheModel(long seed) throws IOException {
		this.directory = this.temporary.toRealPath();
		this.random = new Random(seed);
		open();
		for (int step = 0; step < STEPS; step++) {
			switch (this.random.nextInt(12)) {
				case 0 -> this.appender.sync();
				case 1 -> rotate();
				case 2 -> reopen();
				case 3 -> deleteArchive();
				case 4 -> restart();
				case 5 -> kill();
				case 6 -> cutPower();
				case 7 -> interruptRotation();
				case 8 -> setBack();
				default -> append();
			}
			requireModel();
		}
		this.factory.close();
		requireBytes();
	}

	private void open() throws IOException {
		AppenderOptions options = AppenderOptions.builder()
			.bufferSize(4096)
			.rotation(Rotation.builder().compress(this.random.nextBoolean()).build())
			.build();
		this.factory = new io.asyncappend.internal.appender.FileAppenderFactory.Builder().clock(this.clock)
			.enabled(this.random.nextBoolean())
			.build();
		this.appender = this.factory.open("app", file(), options);
		LogStatus log = this.appender.status().log().orElseThrow();
		if (this.id == null) {
			this.id = log.id();
		}
		assertThat(log.id()).as(log.toString()).isEqualTo(this.id);
		assertThat(log.opened()).isEqualTo(this.model.size());
		assertThat(log.openedIndex()).isEqualTo(records(this.model.toByteArray()));
		this.forced = Files.readAllBytes(beside("positions"));
	}

	private void append() {
		int length = this.random.nextInt((this.random.nextInt(20) == 0) ? 9000 : 200) + 1;
		byte[] record = new byte[length];
		for (int i = 0; i < length; i++) {
			record[i] = (byte) (' ' + this.random.nextInt(90));
		}
		if (this.random.nextInt(5) == 0) {
			record[this.random.nextInt(length)] = '\n';
		}
		record[length - 1] = '\n';
		this.model.writeBytes(record);
		assertThat(this.appender.append(record)).isEqualTo(this.model.size());
	}

	private void requireModel() {
		this.appender.flush();
		AppenderStatus status = this.appender.status();
		assertThat(status.positions().written()).isEqualTo(this.model.size());
		LogStatus log = status.log().orElseThrow();
		assertThat(log.writtenIndex()).isEqualTo(records(this.model.toByteArray()));
		byte[] durable = Arrays.copyOf(this.model.toByteArray(), (int) status.positions().durable());
		assertThat(log.durableIndex()).isEqualTo(records(durable));
		assertThat(status.trouble().logFailure()).isEmpty();
	}

	private void rotate() throws IOException {
		this.appender.rotate();
		this.forced = Files.readAllBytes(beside("positions"));
	}

	private void reopen() throws IOException {
		Files.move(file(), this.directory.resolve("taken." + this.archives++));
		if (this.random.nextBoolean()) {
			Files.writeString(file(), "written by another program\n");
		}
		this.appender.reopen();
		this.forced = Files.readAllBytes(beside("positions"));
	}

	private void deleteArchive() throws IOException {
		List<Path> all = this.appender.archives();
		if (!all.isEmpty()) {
			Files.deleteIfExists(all.get(0));
		}
	}

	private void setBack() {
		this.clock.now = this.clock.now.plusSeconds(this.random.nextInt(200_000) - 100_000);
	}

	private void restart() throws IOException {
		this.factory.close();
		open();
	}

	private void kill() throws IOException {
		byte[] now = Files.readAllBytes(beside("positions"));
		this.factory.close();
		Files.write(beside("positions"), now);
		open();
	}

	/** What was not forced may be lost: all of it, or from any byte on. */
	private void cutPower() throws IOException {
		AppenderStatus.Positions last = this.appender.status().positions();
		byte[] now = Files.readAllBytes(beside("positions"));
		this.factory.close();
		Files.write(beside("positions"), this.random.nextBoolean() ? now : this.forced);
		int lost = this.random.nextInt((int) (last.written() - last.durable()) + 1);
		cut(file(), lost);
		byte[] bytes = Arrays.copyOf(this.model.toByteArray(), this.model.size() - lost);
		this.model = new ByteArrayOutputStream();
		this.model.writeBytes(bytes);
		if (endsTorn()) {
			this.model.write('\n');
		}
		if (Files.exists(beside("index"))) {
			cut(beside("index"), this.random.nextInt((int) Files.size(beside("index")) + 1));
		}
		open();
	}

	private boolean endsTorn() throws IOException {
		byte[] bytes = Files.readAllBytes(file());
		return bytes.length > 0 && bytes[bytes.length - 1] != '\n';
	}

	private static void cut(Path file, int bytes) throws IOException {
		try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
			cut.setLength(cut.length() - bytes);
		}
	}

	private void interruptRotation() throws IOException {
		this.appender.sync();
		byte[] now = Files.readAllBytes(beside("positions"));
		this.factory.close();
		Files.write(beside("positions"), this.random.nextBoolean() ? now : this.forced);
		Files.move(file(), this.directory.resolve("app-2020-01-01T00-00-00." + ++this.archives + ".log"));
		if (this.random.nextBoolean()) {
			Files.createFile(file());
		}
		open();
	}

	/** The end of the model is what the file holds. */
	private void requireBytes() throws IOException {
		byte[] bytes = Files.readAllBytes(file());
		int skipped = (int) io.asyncappend.internal.log.LogPositions.read(file()).orElseThrow().part().skipped();
		byte[] ours = Arrays.copyOfRange(bytes, skipped, bytes.length);
		byte[] all = this.model.toByteArray();
		assertThat(ours).isEqualTo(Arrays.copyOfRange(all, all.length - ours.length, all.length));
	}

}
