package io.asyncappend.internal.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What lock files hold, and what a crash leaves of that. */
class LockFileContentTest {

	private static LockFileContent content(String text) {
		return LockFileContent.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
	}

	@Test
	void aClaimNamesThisProcessAndIsNeverTheSame() {
		LockFileContent claim = LockFileContent.claim();
		assertThat(claim.text()).matches("async-append 1 pid " + ProcessHandle.current().pid() + " claim [0-9a-f]{16}");
		assertThat(claim.isOfLockFile()).isTrue();
		assertThat(claim.holder()).contains("pid " + ProcessHandle.current().pid());
		assertThat(LockFileContent.claim()).isNotEqualTo(claim);
		assertThat(LockFileContent.of(claim.bytes())).isEqualTo(claim);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "pid 1", "async-append 1 pid 1", "pid 1234567890123456789" })
	void earlierFormatsAreOfLockFiles(String text) {
		assertThat(content(text).isOfLockFile()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "pid", "pid 12345678901234567890", "async-append 2 pid 1", "pid 1\n", "secret\u00e9" })
	void otherContentIsNotOfALockFile(String text) {
		assertThat(content(text).isOfLockFile()).isFalse();
		assertThat(content(text).holder()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "123", "\0\0\0", "1\n\0", "async-ap", "async-append 1 pid 1 claim 0123", "pid 1\0\0" })
	void remainsOfACrashAreKnownInAnyFile(String text) {
		assertThat(content(text).isRemains(false)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\0key", "pid 1\0key", "async-append\0key\0", "\0async-append 1 pid 1", "1\0key" })
	void contentBehindZerosIsNotOfALockFile(String text) {
		assertThat(content(text).isRemains(false)).isFalse();
	}

	@Test
	void otherContentIsTheRemainsOfAPrivateFileOnlyIfShort() {
		assertThat(content("key: value").isRemains(false)).isFalse();
		assertThat(content("key: value").isRemains(true)).isTrue();
		assertThat(content("0".repeat(96)).isRemains(true)).isTrue();
		assertThat(content("0".repeat(97)).isRemains(true)).isFalse();
	}

}
