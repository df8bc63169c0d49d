package io.asyncappend.internal.file;

import io.asyncappend.AppenderOptions;
import io.asyncappend.TornTail;
import io.asyncappend.internal.io.OnIoThread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** On a disk that is full, a file that others append to keeps whole records only. */
@Timeout(60)
class SharedWritesTest {

	private static final int LENGTH = 3000;

	@TempDir
	private Path directory;

	private SmallDisk disk;

	private PathAppendFile file;

	/** What others do after the write and before its rest is cut off. */
	private Others others = () -> {
	};

	private interface Others {

		void act() throws IOException;

	}

	@BeforeEach
	void open() throws Exception {
		this.disk = SmallDisk.mount(this.directory.resolve("disk"));
		this.file = open(TornTail.terminate());
	}

	@AfterEach
	void close() throws Exception {
		if (this.disk != null) {
			try {
				this.file.close();
				assertThat(OpenDescriptors.under(path().getParent())).isZero();
			}
			finally {
				this.disk.close();
			}
		}
	}

	private PathAppendFile open(TornTail policy) throws IOException {
		return PathAppendFile.open(path(), AppenderOptions.builder().shared(true).tornTail(policy).build());
	}

	private Path path() {
		return this.directory.resolve("disk/log");
	}

	/** Three of them, behind what is no part of them. */
	private static ByteBuffer records() {
		return records("\n");
	}

	private static ByteBuffer records(String delimiter) {
		return ByteBuffer.wrap(("other" + text(3, delimiter)).getBytes(StandardCharsets.US_ASCII)).position(5);
	}

	private static String text(int count, String delimiter) {
		return ("x".repeat(LENGTH - 1) + delimiter).repeat(count);
	}

	private void write(ByteBuffer records) throws IOException {
		this.file.write(records, (count) -> {
			try {
				this.others.act();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			return count - count % LENGTH;
		});
	}

	private void requireNoSpace(ByteBuffer records) {
		assertThatThrownBy(() -> write(records)).isInstanceOf(IOException.class)
			.isNotInstanceOf(IndeterminateWriteException.class)
			.hasMessageContaining("No space left");
	}

	private void truncate(long size) throws IOException {
		try (FileChannel channel = FileChannel.open(path(), StandardOpenOption.WRITE)) {
			channel.truncate(size);
		}
	}

	private void appendByOther(String text) throws IOException {
		Files.writeString(path(), text, StandardOpenOption.APPEND);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aRecordThatHasNoRoomLeavesNothing(boolean onIoThread) throws Exception {
		OnIoThread.Work work = () -> {
			ByteBuffer records = records();
			this.disk.leave(2);
			requireNoSpace(records);
			assertThat(records.position()).isEqualTo(5 + 2 * LENGTH);
			assertThat(path()).hasSize(2 * LENGTH);
			// Not one byte of the next one either, for which there is some room.
			requireNoSpace(records);
			assertThat(records.position()).isEqualTo(5 + 2 * LENGTH);
			assertThat(path()).hasContent(text(2, "\n"));
			assertThat(this.file.check()).isNull();
			this.disk.leaveAll();
			write(records);
			assertThat(records.hasRemaining()).isFalse();
			assertThat(path()).hasContent(text(3, "\n"));
			assertThat(this.file.tornTail()).isZero();
			assertThat(this.file.check()).isNull();
		};
		if (onIoThread) {
			OnIoThread.run(work);
		}
		else {
			work.run();
		}
	}

	@Test
	void aTornRecordOfOthersIsEndedBeforeWhatHasNoRoom() throws IOException {
		appendByOther("torn");
		ByteBuffer records = records();
		this.disk.leave(1);
		requireNoSpace(records);
		assertThat(records.position()).isEqualTo(5 + 2 * LENGTH);
		assertThat(path()).hasContent("torn\n" + text(2, "\n"));
		this.disk.leaveAll();
		write(records);
		assertThat(path()).hasContent("torn\n" + text(3, "\n"));
		assertThat(this.file.tornTail()).isEqualTo(4);
	}

	@Test
	void whatOthersCutMeanwhileCannotBeTold() throws IOException {
		this.others = () -> truncate(2 * LENGTH + 1);
		ByteBuffer records = records();
		this.disk.leave(2);
		assertThatThrownBy(() -> write(records)).isInstanceOf(IndeterminateWriteException.class)
			.hasMessage("a record is in the file in part, with a length of " + (2 * SmallDisk.PAGE - 2 * LENGTH)
					+ ", and others changed the file without a lock");
		assertThat(records.position()).isEqualTo(5 + 2 * LENGTH);
	}

	@Test
	void whatOthersChangedIsLookedAtBeforeTheNextWrite() throws IOException {
		// All that was taken is whole records, which others cut, and make as long again.
		ByteBuffer page = ByteBuffer.wrap((text(1, "\n") + text(1, "\n")).getBytes(StandardCharsets.US_ASCII));
		this.others = () -> truncate(SmallDisk.PAGE - 1);
		byte[] full = ("y".repeat(SmallDisk.PAGE - 1) + "\n").getBytes(StandardCharsets.US_ASCII);
		ByteBuffer two = ByteBuffer.allocate(2 * SmallDisk.PAGE).put(full).put(full).flip();
		this.disk.leave(1);
		assertThatThrownBy(() -> this.file.write(two, (count) -> {
			try {
				this.others.act();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			return count;
		})).isInstanceOf(IOException.class)
			.isNotInstanceOf(IndeterminateWriteException.class)
			.hasMessageContaining("No space left");
		assertThat(two.position()).isEqualTo(SmallDisk.PAGE);
		this.disk.leaveAll();
		appendByOther("z");
		assertThat(path()).hasSize(SmallDisk.PAGE);
		write(page);
		assertThat(path()).hasContent("y".repeat(SmallDisk.PAGE - 1) + "z\n" + text(2, "\n"));
		assertThat(this.file.tornTail()).isEqualTo(SmallDisk.PAGE);
	}

	@Test
	void whatCannotBeCutOffIsEndedByTheNextWrite() throws IOException {
		this.others = () -> this.disk.appendOnly(path(), true);
		ByteBuffer records = records();
		this.disk.leave(2);
		assertThatThrownBy(() -> write(records)).isInstanceOf(IOException.class)
			.isNotInstanceOf(IndeterminateWriteException.class)
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasSize(1));
		assertThat(records.position()).isEqualTo(5 + 2 * LENGTH);
		this.disk.leaveAll();
		write(records);
		int torn = 2 * SmallDisk.PAGE - 2 * LENGTH;
		assertThat(path()).hasContent(text(2, "\n") + "x".repeat(torn) + "\n" + text(1, "\n"));
		assertThat(this.file.tornTail()).isEqualTo(torn);
		this.disk.appendOnly(path(), false);
	}

	@Test
	void whatCannotBeCutOffNorEndedIsAnError() throws IOException {
		this.others = () -> this.disk.appendOnly(path(), true);
		ByteBuffer records = records("|");
		this.disk.leave(2);
		assertThatThrownBy(() -> write(records)).isInstanceOf(IndeterminateWriteException.class)
			.hasMessage("a part of a record, with a length of " + (2 * SmallDisk.PAGE - 2 * LENGTH)
					+ ", cannot be cut off the file");
		this.disk.appendOnly(path(), false);
	}

	@Test
	void recordsWithoutADelimiterAreNotEnded() throws IOException {
		appendByOther("torn");
		write(records("|"));
		assertThat(path()).hasContent("torn" + text(3, "|"));
		this.file.close();
		this.file = open(TornTail.leave());
		write(records());
		assertThat(path()).hasContent("torn" + text(3, "|") + text(3, "\n"));
		assertThat(this.file.tornTail()).isZero();
	}

}
