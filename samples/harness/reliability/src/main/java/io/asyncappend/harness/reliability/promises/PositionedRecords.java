package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogStatus;
import io.asyncappend.Rotation;
import io.asyncappend.harness.reliability.system.WallClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * A program that appends records which say where they are: the position of their first
 * byte and how many records come before them, as the appender had it when they were
 * appended. Prints the log it goes on with, and how far it is durable.
 */
final class PositionedRecords {

	private static final int DAYS = 3;

	private final AsyncAppender appender;

	private final Random random;

	private long position;

	private long index;

	PositionedRecords(AsyncAppender appender, long seed) {
		LogStatus log = appender.status().log().orElseThrow();
		this.appender = appender;
		this.random = new Random(seed);
		this.position = log.opened();
		this.index = log.openedIndex();
	}

	static AppenderOptions options(int maxSize) {
		Rotation.Builder rotation = Rotation.builder().compress(true);
		if (WallClock.isOurs()) {
			rotation.every(Rotation.Period.HOUR);
		}
		return AppenderOptions.builder()
			.bufferSize(4096)
			.rotation(((maxSize > 0) ? rotation.maxSize(maxSize) : rotation).build())
			.build();
	}

	/** Where the next one begins. */
	long position() {
		return this.position;
	}

	/** Appends one; returns what is wrong with its position, or {@code null}. */
	String append() {
		String record = this.position + " " + this.index + " " + "x".repeat(this.random.nextInt(100)) + "\n";
		byte[] bytes = record.getBytes(StandardCharsets.US_ASCII);
		long end = this.appender.append(bytes);
		String wrong = (end == this.position + bytes.length) ? null
				: "a record of " + bytes.length + " bytes at " + this.position + " ends at " + end;
		this.position = end;
		this.index++;
		return wrong;
	}

	private static void moveClock(Random random) throws IOException {
		if (WallClock.isOurs() && random.nextInt(5) == 0) {
			WallClock.setOurs(Duration.ofSeconds(random.nextInt(-DAYS * 86400, DAYS * 86400)));
		}
	}

	/**
	 * Runs.
	 * @param arguments the file, the size at which it is rotated, how many records, and
	 * whether asynchronous
	 * @throws IOException if its clock cannot be set
	 */
	public static void main(String... arguments) throws IOException {
		int records = Integer.parseInt(arguments[2]);
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder()
			.enabled(Boolean.parseBoolean(arguments[3]))
			.build()) {
			AsyncAppender appender = factory.open("positions", Path.of(arguments[0]),
					options(Integer.parseInt(arguments[1])));
			System.out.println("opened " + appender.status().log().orElseThrow().opened());
			System.out.println("log " + appender.status().log().orElseThrow().id());
			PositionedRecords positioned = new PositionedRecords(appender, records);
			for (int i = 0; i < records; i++) {
				String wrong = positioned.append();
				if (wrong != null) {
					System.out.println("wrong " + wrong);
				}
				if (i % 3 == 0) {
					appender.sync();
					System.out.println("durable " + positioned.position);
					moveClock(positioned.random);
				}
			}
		}
		catch (AppendException ex) {
			// The power was cut.
			System.out.println("failed " + ex);
		}
	}

}
