package io.asyncappend.internal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What was written last is there, or what was written before that, and nothing else. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "modes, links and numbers are those of Unix")
class TwoSlotsTest {

	private static final Slot.Format FORMAT = new Slot.Format(0x41415458, 1, "a test");

	@TempDir
	private Path directory;

	private Path path() throws IOException {
		return this.directory.toRealPath().resolve(".log.test");
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static String text(Optional<ByteBuffer> content) {
		return content.map((bytes) -> StandardCharsets.ISO_8859_1.decode(bytes).toString()).orElse(null);
	}

	private String held() throws IOException {
		String read = text(TwoSlots.read(path(), FORMAT));
		try (TwoSlots slots = TwoSlots.open(path(), FORMAT)) {
			assertThat(text(slots.content())).isEqualTo(read);
			return read;
		}
	}

	private void write(String... texts) throws IOException {
		try (TwoSlots slots = TwoSlots.open(path(), FORMAT)) {
			for (String text : texts) {
				slots.write(bytes(text));
				assertThat(text(slots.content())).isEqualTo(text);
			}
			slots.force();
		}
	}

	private void damage(long position) throws IOException {
		byte[] all = Files.readAllBytes(path());
		all[(int) position] ^= 1;
		Files.write(path(), all);
	}

	@Test
	void nothingIsCreatedBeforeTheFirstWrite() throws IOException {
		try (TwoSlots slots = TwoSlots.open(path(), FORMAT)) {
			slots.force();
			assertThat(slots.content()).isEmpty();
			assertThat(slots.isCopy()).isFalse();
		}
		assertThat(path()).doesNotExist();
		assertThat(TwoSlots.read(path(), FORMAT)).isEmpty();
	}

	@Test
	void theLastOfManyIsThere() throws IOException {
		for (int i = 0; i < 10; i++) {
			write("a" + i, "b" + i, "c" + i);
			assertThat(held()).isEqualTo("c" + i);
		}
		assertThat(Files.size(path())).isEqualTo(TwoSlots.SIZE);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path()))).isEqualTo("rw-------");
	}

	@Test
	void contentIsKeptWhateverBecomesOfTheBuffer() throws IOException {
		ByteBuffer buffer = bytes("xabcx").position(1).limit(4);
		try (TwoSlots slots = TwoSlots.open(path(), FORMAT)) {
			slots.write(buffer);
			buffer.put(1, (byte) '!');
			assertThat(text(slots.content())).isEqualTo("abc");
			assertThat(text(slots.content())).isEqualTo("abc");
		}
		assertThat(held()).isEqualTo("abc");
	}

	@Test
	void theLongestContentHasRoom() throws IOException {
		write("x".repeat(TwoSlots.MAX_CONTENT), "");
		assertThat(held()).isEmpty();
		write("y".repeat(TwoSlots.MAX_CONTENT));
		assertThat(held()).hasSize(TwoSlots.MAX_CONTENT);
		assertThatThrownBy(() -> write("z".repeat(TwoSlots.MAX_CONTENT + 1)))
			.isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("481 bytes are too long for a test");
	}

	@Test
	void whatWasForcedIsThereUntilMoreIsForced() throws IOException {
		try (TwoSlots slots = TwoSlots.open(path(), FORMAT)) {
			slots.write(bytes("first"));
			slots.force();
			for (String text : new String[] { "a", "b", "c" }) {
				slots.writeBesideForced(bytes(text));
				assertThat(held()).isEqualTo(text);
			}
			damage(TwoSlots.DISTANCE);
			assertThat(held()).isEqualTo("first");
			slots.writeBesideForced(bytes("d"));
			slots.force();
			slots.writeBesideForced(bytes("e"));
			slots.writeBesideForced(bytes("f"));
			assertThat(held()).isEqualTo("f");
			damage(0);
			assertThat(held()).isEqualTo("d");
		}
	}

	@Test
	void everyByteOfASlotCounts() throws IOException {
		write("first", "second");
		byte[] good = Files.readAllBytes(path());
		for (int i = 0; i < 28 + "second".length() + 4; i++) {
			Files.write(path(), good);
			damage(TwoSlots.DISTANCE + i);
			assertThat(text(TwoSlots.read(path(), FORMAT))).as("byte " + i).isEqualTo("first");
		}
	}

	@Test
	void aSlotThatIsCutLeavesTheOther() throws IOException {
		write("first", "second");
		byte[] good = Files.readAllBytes(path());
		for (int length = TwoSlots.DISTANCE; length < TwoSlots.DISTANCE + Slot.SIZE; length++) {
			Files.write(path(), Arrays.copyOf(good, length));
			boolean isWhole = length >= TwoSlots.DISTANCE + 28 + "second".length() + 4;
			assertThat(held()).as("length " + length).isEqualTo(isWhole ? "second" : "first");
		}
		Files.write(path(), Arrays.copyOf(good, TwoSlots.DISTANCE));
		write("third");
		assertThat(held()).isEqualTo("third");
		damage(TwoSlots.DISTANCE);
		assertThat(held()).isEqualTo("first");
	}

	@Test
	void whatACrashLeftOfACreationIsNothing() throws IOException {
		for (int size : new int[] { 0, 1, Slot.SIZE, TwoSlots.DISTANCE, TwoSlots.SIZE }) {
			Files.write(path(), new byte[size]);
			assertThat(held()).isNull();
			write("one", "two");
			assertThat(held()).isEqualTo("two");
			damage(TwoSlots.DISTANCE);
			assertThat(held()).isEqualTo("one");
			Files.delete(path());
		}
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void damageInBothSlotsIsSetAside() throws IOException {
		for (int i = 0; i < 3; i++) {
			write("first", "second");
			damage(3);
			damage(TwoSlots.DISTANCE + 3);
			byte[] damaged = Files.readAllBytes(path());
			try (TwoSlots slots = TwoSlots.open(path(), FORMAT)) {
				assertThat(slots.content()).isEmpty();
				assertThat(slots.setAsidePath()).contains(this.directory.toRealPath().resolve(".log.test.damaged"));
				slots.write(bytes("third"));
			}
			assertThat(held()).isEqualTo("third");
			assertThat(this.directory.resolve(".log.test.damaged")).hasBinaryContent(damaged);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 17, 8192, 100_000 })
	void whatIsSomethingElseIsSetAside(int length) throws IOException {
		Files.writeString(path(), "x".repeat(length));
		write("mine");
		assertThat(held()).isEqualTo("mine");
		assertThat(this.directory.resolve(".log.test.damaged")).hasContent("x".repeat(length));
	}

	@Test
	void whatALaterVersionWroteIsLeftAlone() throws IOException {
		write("first");
		try (TwoSlots later = TwoSlots.open(path(), new Slot.Format(FORMAT.magic(), 2, "a test"))) {
			assertThat(text(later.content())).isEqualTo("first");
			later.write(bytes("second"));
		}
		byte[] before = Files.readAllBytes(path());
		assertThatThrownBy(this::held).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("holds a test in format 2 of a later version of this library");
		assertThatThrownBy(() -> TwoSlots.open(path(), FORMAT)).isInstanceOf(FileSystemException.class);
		assertThat(path()).hasBinaryContent(before);
	}

	@Test
	void aCopyIsTold() throws IOException {
		write("first", "second");
		Path moved = path().resolveSibling(".moved");
		Files.move(path(), moved);
		Files.copy(moved, path());
		try (TwoSlots slots = TwoSlots.open(path(), FORMAT); TwoSlots original = TwoSlots.open(moved, FORMAT)) {
			assertThat(slots.isCopy()).isTrue();
			assertThat(original.isCopy()).isFalse();
			assertThat(text(slots.content())).isEqualTo("second");
			slots.write(bytes("third"));
			assertThat(slots.isCopy()).isFalse();
		}
	}

	@Test
	void oneThatWasTakenAwayIsCreatedAnew() throws IOException {
		try (TwoSlots slots = TwoSlots.open(path(), FORMAT)) {
			slots.write(bytes("first"));
			Files.delete(path());
			slots.write(bytes("second"));
			slots.force();
			assertThat(held()).isEqualTo("second");
			slots.write(bytes("third"));
		}
		assertThat(held()).isEqualTo("third");
	}

	@Test
	void oneThatWasReplacedDoesNotWinOverWhatIsWritten() throws IOException {
		Path other = path().resolveSibling(".other");
		write("1", "2", "3", "4", "5", "6");
		Files.copy(path(), other);
		try (TwoSlots slots = TwoSlots.open(path(), FORMAT)) {
			slots.write(bytes("7"));
			Files.move(other, path(), StandardCopyOption.REPLACE_EXISTING);
			slots.write(bytes("8"));
			assertThat(held()).isEqualTo("8");
			Files.writeString(path(), "garbage");
			slots.write(bytes("9"));
		}
		assertThat(held()).isEqualTo("9");
	}

	@Test
	void linksAndDirectoriesAreInTheWay() throws IOException {
		Path victim = Files.writeString(this.directory.resolve("victim"), "mine");
		Files.createSymbolicLink(path(), victim);
		requireInTheWay("it is a symbolic link");
		Files.delete(path());
		Files.createLink(path(), victim);
		requireInTheWay("it has another name");
		Files.delete(path());
		Files.createDirectory(path());
		requireInTheWay("it is a directory");
		Files.delete(path());
		assertThat(victim).hasContent("mine");
	}

	private void requireInTheWay(String why) {
		assertThatThrownBy(() -> write("mine")).isInstanceOf(FileSystemException.class)
			.hasMessageContaining("is in the way: " + why);
	}

	@Test
	void whatComesInTheWayLaterIsLeftAlone() throws IOException {
		Path victim = Files.writeString(this.directory.resolve("victim"), "mine");
		try (TwoSlots slots = TwoSlots.open(path(), FORMAT)) {
			slots.write(bytes("first"));
			Files.delete(path());
			Files.createSymbolicLink(path(), victim);
			assertThatThrownBy(() -> slots.write(bytes("second"))).isInstanceOf(FileSystemException.class);
			Files.delete(path());
			slots.write(bytes("third"));
		}
		assertThat(held()).isEqualTo("third");
		assertThat(victim).hasContent("mine");
	}

	@Test
	void anInterruptClosesNothing() throws IOException {
		Thread.currentThread().interrupt();
		try (TwoSlots slots = TwoSlots.open(path(), FORMAT)) {
			slots.write(bytes("first"));
			slots.force();
			slots.write(bytes("second"));
			slots.force();
		}
		assertThat(Thread.interrupted()).isTrue();
		assertThat(held()).isEqualTo("second");
	}

	@Test
	void aModeThatIsTooWideIsNarrowed() throws IOException {
		write("first");
		Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-rw-rw-"));
		assertThat(held()).isEqualTo("first");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path()))).isEqualTo("rw-------");
	}

}
