package io.asyncappend.harness.reliability.verify;

import io.asyncappend.harness.reliability.verify.Finding.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Files of records, and a table of what was acknowledged, for a verifier. */
abstract class VerifierFixture {

	static final int LENGTH = 100;

	@TempDir
	Path directory;

	AckTable acks;

	final ByteArrayOutputStream content = new ByteArrayOutputStream();

	@BeforeEach
	void open() throws IOException {
		this.acks = new AckTable(this.directory.resolve("acks"), 2);
	}

	@AfterEach
	void close() throws IOException {
		this.acks.close();
	}

	/** Two producers, ten records each, all appended and durable. */
	void promiseTen() {
		for (int producer = 0; producer < 2; producer++) {
			this.acks.attempt(producer, 9);
			this.acks.acknowledge(producer, 9, Promised.DURABLE);
		}
	}

	void records(int from, int to) {
		for (int sequence = from; sequence < to; sequence++) {
			record(0, sequence);
			record(1, sequence);
		}
	}

	void record(int producer, long sequence) {
		this.content.writeBytes(RecordFormat.record(producer, sequence, LENGTH));
	}

	void part(int producer, long sequence, int from, int to) {
		this.content.writeBytes(Arrays.copyOfRange(RecordFormat.record(producer, sequence, LENGTH), from, to));
	}

	Verdict verify(Tail tail) throws IOException {
		return verify(Promised.DURABLE, tail, this.content.toByteArray());
	}

	Verdict verify(Promised promised, Tail tail, byte[]... contents) throws IOException {
		List<Path> files = Stream.iterate(0, (i) -> i + 1)
			.limit(contents.length)
			.map((i) -> this.directory.resolve("file" + i))
			.toList();
		for (int i = 0; i < contents.length; i++) {
			Files.write(files.get(i), contents[i]);
		}
		Acknowledgements now = Acknowledgements.read(this.directory.resolve("acks"));
		return new Verifier(now, now, promised, tail).verify(files);
	}

	static List<Kind> kinds(Verdict verdict) {
		return verdict.findings().stream().map(Finding::kind).toList();
	}

}
