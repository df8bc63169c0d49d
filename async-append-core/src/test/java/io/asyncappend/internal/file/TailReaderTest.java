package io.asyncappend.internal.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The bytes after the last delimiter are counted exactly, wherever it lies. */
class TailReaderTest {

	private static final byte DELIMITER = (byte) 0xff;

	@TempDir
	private Path directory;

	/** Of a file of a size, with a delimiter at a place; at none, without. */
	private long torn(long size, long place) throws IOException {
		try (RandomAccessFile file = new RandomAccessFile(this.directory.resolve("file").toFile(), "rw");
				TailReader reader = new TailReader(file, DELIMITER)) {
			file.setLength(size);
			if (place >= 0) {
				file.seek(place);
				file.write(DELIMITER);
			}
			return reader.torn(size);
		}
	}

	@ParameterizedTest
	@CsvSource({ "0, -1, 0", "1, -1, 1", "1, 0, 0", "2, 0, 1", "100, 99, 0", "100, 98, 1", "100, 0, 99", "100, -1, 100",
			"8192, -1, 8192", "8192, 0, 8191", "8193, 0, 8192", "8193, 1, 8191", "8193, -1, 8193", "20000, 0, 19999",
			"20000, 11807, 8192", "20000, 11808, 8191", "20000, 11809, 8190", "20000, -1, 20000",
			"67108863, -1, 67108863", "67108864, -1, 67108864", "67108865, -1, 67108864", "67108865, 0, 67108864",
			"67108866, 0, 67108864", "67108865, 1, 67108863", "1099511627776, -1, 67108864" })
	void theTailBeginsAfterTheLastDelimiter(long size, long place, long torn) throws IOException {
		assertThat(torn(size, place)).isEqualTo(torn);
	}

	@Test
	void aReaderLooksAgainAsTheFileGrows() throws IOException {
		try (RandomAccessFile file = new RandomAccessFile(this.directory.resolve("file").toFile(), "rw")) {
			TailReader reader = new TailReader(file, (byte) '\n');
			file.writeBytes("one\ntwo");
			assertThat(reader.torn(7)).isEqualTo(3);
			assertThat(reader.torn(4)).isZero();
			assertThat(reader.torn(3)).isEqualTo(3);
			file.seek(7);
			file.writeBytes("\nthree");
			assertThat(reader.torn(13)).isEqualTo(5);
			reader.close();
			assertThat(file.getChannel().isOpen()).isFalse();
		}
	}

	@Test
	void theLastByteIsReadWhereverTheReaderStood() throws IOException {
		try (RandomAccessFile file = new RandomAccessFile(this.directory.resolve("file").toFile(), "rw");
				TailReader reader = new TailReader(file, (byte) '\n')) {
			file.writeBytes("\none");
			file.seek(0);
			assertThat(reader.torn(4)).isEqualTo(3);
		}
	}

}
