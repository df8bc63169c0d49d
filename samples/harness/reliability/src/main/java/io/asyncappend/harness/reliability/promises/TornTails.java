package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.TornTail;
import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.driver.Watch;
import io.asyncappend.harness.reliability.driver.Watch.Event;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.verify.RecordFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Cuts a file at every byte of its last record and opens it with each option. */
public final class TornTails implements Promise {

	/** An option, and what is expected of it. */
	private record Option(TornTail option, byte delimiter, Action action) {

		byte[] mended(byte[] cut, int torn) {
			if (torn == 0 || this.action == Action.LEAVE) {
				return cut;
			}
			if (this.action == Action.TRUNCATE) {
				return Arrays.copyOf(cut, cut.length - torn);
			}
			byte[] mended = Arrays.copyOf(cut, cut.length + 1);
			mended[cut.length] = this.delimiter;
			return mended;
		}

	}

	private enum Action {

		LEAVE, TERMINATE, TRUNCATE

	}

	private static final List<Option> OPTIONS = List.of(
			new Option(AppenderOptions.defaults().tornTail(), (byte) '\n', Action.TERMINATE),
			new Option(TornTail.leave(), (byte) '\n', Action.LEAVE),
			new Option(TornTail.terminate(), (byte) '\n', Action.TERMINATE),
			new Option(TornTail.terminate((byte) 0), (byte) 0, Action.TERMINATE),
			new Option(TornTail.truncate(), (byte) '\n', Action.TRUNCATE),
			new Option(TornTail.truncate((byte) 0), (byte) 0, Action.TRUNCATE));

	/** Around the sizes of blocks in which a file may be read. */
	private static final int[] LONG = { 4095, 4096, 4097, 8191, 8192, 8193, 16385, 65535, 65536, 65537, 1 << 20 };

	@Override
	public int number() {
		return 14;
	}

	@Override
	public String text() {
		return "a torn tail is reported, and no record is joined onto it";
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		int last = round.upTo(100, 2_000);
		try (Scratch scratch = Scratch.inMemory("tails")) {
			for (Option option : OPTIONS) {
				for (int before : new int[] { 0, 1, 3 }) {
					byte[] whole = records(before, option.delimiter());
					byte[] record = record(before, last, option.delimiter());
					for (int cut = 0; cut <= record.length; cut++) {
						test(scratch, option, whole, Arrays.copyOf(record, cut), result);
					}
				}
				for (int length : LONG) {
					byte[] cut = Arrays.copyOf(record(3, length + 1, option.delimiter()), length);
					test(scratch, option, records(3, option.delimiter()), cut, result);
					test(scratch, option, new byte[0], cut, result);
				}
			}
		}
	}

	private static byte[] records(int count, byte delimiter) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		IntStream.range(0, count).forEach((i) -> out.writeBytes(record(i, 60 + i, delimiter)));
		return out.toByteArray();
	}

	private static byte[] record(long sequence, int length, byte delimiter) {
		byte[] record = RecordFormat.record(0, sequence, length);
		record[length - 1] = delimiter;
		return record;
	}

	/** Opened, and found there by a reopen. */
	private static void test(Scratch scratch, Option option, byte[] whole, byte[] cut, Result result)
			throws IOException {
		int torn = (cut.length > 0 && cut[cut.length - 1] == option.delimiter()) ? 0 : cut.length;
		test(scratch, option, concat(whole, cut), torn, false, result);
		test(scratch, option, concat(whole, cut), torn, true, result);
	}

	private static void test(Scratch scratch, Option option, byte[] content, int torn, boolean reopened, Result result)
			throws IOException {
		boolean enabled = torn % 2 == 0;
		String what = option + ", " + torn + " torn bytes after " + (content.length - torn) + ", enabled=" + enabled
				+ ", reopened=" + reopened;
		byte[] next = record(9, 80, option.delimiter());
		Path file = scratch.resolve("log");
		Files.deleteIfExists(file);
		if (!reopened) {
			Files.write(file, content);
		}
		Watch watch = new Watch();
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().enabled(enabled).listener(watch).build()) {
			AppenderOptions options = AppenderOptions.builder().tornTail(option.option()).build();
			AsyncAppender appender = factory.open("log", file, options);
			if (reopened) {
				Files.delete(file);
				Files.write(file, content);
				appender.reopen();
			}
			if (appender.status().trouble().tornTailBytes() != torn) {
				result.violation(what + ": the status is " + appender.status());
			}
			appender.append(next);
		}
		List<Object> told = watch.all(Event.TORN_TAIL).stream().map(Watch.Seen::detail).toList();
		if (!told.equals((torn > 0) ? List.of((long) torn) : List.of())) {
			result.violation(what + ": the listener was told " + told);
		}
		byte[] expected = concat(option.mended(content, torn), next);
		if (!Arrays.equals(expected, Files.readAllBytes(file))) {
			result.violation(
					what + ": the file is not the " + expected.length + " bytes expected, but " + Files.size(file));
		}
		result.run();
		result.faults((torn > 0) ? 1 : 0);
	}

	private static byte[] concat(byte[] first, byte[] second) {
		byte[] both = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, both, first.length, second.length);
		return both;
	}

}
