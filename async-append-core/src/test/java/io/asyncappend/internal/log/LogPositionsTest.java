package io.asyncappend.internal.log;

import io.asyncappend.internal.log.LogPositions.Part;
import io.asyncappend.internal.log.LogPositions.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Positions are kept as {@code docs/formats.md} has them, and nonsense is none. */
class LogPositionsTest {

	/** What the sample holds that is checked in, made by another program than ours. */
	private static final LogPositions SAMPLE = new LogPositions(UUID.fromString("0191d2a4-6b1f-4c3e-8a77-1f2e3d4c5b6a"),
			Optional.of(UUID.fromString("4a3f0b1c-2d3e-4f50-a1b2-c3d4e5f60718")), 1_764_351_000_123L, (byte) '\n',
			UUID.fromString("7e57b007-0000-4000-8000-0000000000b7"), new Part(4711, 5, new Place(1000, 100)),
			new Place(1004, 101), Fingerprint.of("one\n".getBytes(StandardCharsets.UTF_8), 0, 4),
			Optional.of(new Place(1010, 102)));

	@TempDir
	private Path directory;

	private static byte[] sample() throws IOException {
		try (InputStream stream = LogPositionsTest.class.getResourceAsStream("/formats/app.log.positions")) {
			return stream.readAllBytes();
		}
	}

	@Test
	void theSampleOfVersion1IsReadForEver() throws IOException {
		Path file = this.directory.toRealPath().resolve("app.log");
		Files.write(LogPositions.path(file), sample());
		assertThat(LogPositions.read(file)).contains(SAMPLE);
	}

	@Test
	void whatIsWrittenIsLikeTheSample() throws IOException {
		Slot slot = new Slot(8, 4712, SAMPLE.encode());
		byte[] expected = java.util.Arrays.copyOfRange(sample(), TwoSlots.DISTANCE, TwoSlots.DISTANCE + Slot.SIZE);
		assertThat(slot.bytes(LogPositions.FORMAT)).containsExactly(expected);
	}

	@Test
	void theOffsetOfAPositionIsBehindWhatIsSkipped() {
		assertThat(SAMPLE.part().offset(1000)).isEqualTo(5);
		assertThat(SAMPLE.part().offset(1010)).isEqualTo(15);
	}

	@Test
	void aFileWithoutOneHasNone() throws IOException {
		assertThat(LogPositions.read(this.directory.toRealPath().resolve("app.log"))).isEmpty();
	}

	/** Its checksum would be right. */
	@Test
	void nonsenseIsNoPositions() {
		requireNonsense((bytes) -> bytes.putLong(64, -1));
		requireNonsense((bytes) -> bytes.putLong(64, Long.MAX_VALUE));
		requireNonsense((bytes) -> bytes.putLong(72, -1));
		requireNonsense((bytes) -> bytes.putLong(72, 1005));
		requireNonsense((bytes) -> bytes.putLong(80, -1));
		requireNonsense((bytes) -> bytes.putLong(80, 102));
		requireNonsense((bytes) -> bytes.putLong(88, 999));
		requireNonsense((bytes) -> bytes.putLong(88, 1011));
		requireNonsense((bytes) -> bytes.putLong(96, 105));
		requireNonsense((bytes) -> bytes.putLong(96, 103));
		requireNonsense((bytes) -> bytes.putInt(104, -1));
		requireNonsense((bytes) -> bytes.putInt(104, 10));
		requireNonsense((bytes) -> bytes.putInt(104, 1025));
		requireNonsense((bytes) -> bytes.putLong(116, Long.MAX_VALUE));
		requireNonsense((bytes) -> bytes.putLong(124, 1000));
		requireNonsense((bytes) -> bytes.limit(131));
	}

	private static void requireNonsense(Consumer<ByteBuffer> change) {
		ByteBuffer bytes = SAMPLE.encode();
		assertThat(LogPositions.decode(bytes.duplicate())).contains(SAMPLE);
		change.accept(bytes);
		assertThat(LogPositions.decode(bytes)).isEmpty();
	}

	@Test
	void contradictionsAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new LogPositions(SAMPLE.id(), SAMPLE.previous(), 0, (byte) '\n', SAMPLE.boot(),
					SAMPLE.part(), new Place(999, 100), Fingerprint.NONE, Optional.empty()))
			.withMessageContaining("position=999");
	}

}
