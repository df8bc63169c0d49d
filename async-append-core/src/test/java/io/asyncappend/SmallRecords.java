package io.asyncappend;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Appends records of 20 bytes to a file that it shares, and says what is written. */
final class SmallRecords {

	static final int LENGTH = 20;

	private static final int BATCH = 50;

	private SmallRecords() {
	}

	/** With a file, a letter, whether asynchronously, and how many. */
	public static void main(String[] arguments) throws Exception {
		char letter = arguments[1].charAt(0);
		int count = Integer.parseInt(arguments[3]);
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder()
			.enabled(Boolean.parseBoolean(arguments[2]))
			.build()) {
			// So small that groups of records end at its end.
			AppenderOptions options = AppenderOptions.builder().shared(true).bufferSize(1030).build();
			AsyncAppender appender = factory.open("small", Path.of(arguments[0]), options);
			System.out.println("ready");
			System.in.read();
			for (int i = 0; i < count; i++) {
				appender.append(record(letter, i));
				if (i % BATCH == BATCH - 1) {
					appender.flush();
					System.out.println("written " + (i + 1));
				}
			}
		}
		System.out.println("done");
	}

	static byte[] record(char letter, int number) {
		return String.format("%c%018d%n", letter, number).getBytes(StandardCharsets.US_ASCII);
	}

}
