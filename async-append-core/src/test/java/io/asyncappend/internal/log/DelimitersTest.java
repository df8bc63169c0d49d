package io.asyncappend.internal.log;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Each delimiter is counted once, whatever lies beside it. */
class DelimitersTest {

	private static int slowly(byte[] bytes, int from, int to, byte delimiter) {
		int count = 0;
		for (int i = from; i < to; i++) {
			count += (bytes[i] == delimiter) ? 1 : 0;
		}
		return count;
	}

	@Test
	void anyBytesAreCountedAsOneByOne() {
		Random random = new Random(42);
		for (int round = 0; round < 5000; round++) {
			byte delimiter = (byte) random.nextInt(256);
			byte[] bytes = new byte[random.nextInt(100)];
			for (int i = 0; i < bytes.length; i++) {
				// The neighbours of a delimiter, with and without the high bit, beside
				// it.
				int near = random.nextInt(5);
				bytes[i] = (byte) ((near == 4) ? random.nextInt(256)
						: (delimiter + near - 1) ^ ((near == 3) ? 0x80 : 0));
			}
			int from = random.nextInt(bytes.length + 1);
			int to = from + random.nextInt(bytes.length - from + 1);
			ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).order(ByteOrder.nativeOrder());
			int expected = slowly(bytes, from, to, delimiter);
			assertThat(Delimiters.count(direct, from, to, delimiter)).isEqualTo(expected);
			assertThat(Delimiters.count(ByteBuffer.wrap(bytes), from, to, delimiter)).isEqualTo(expected);
			assertThat(direct.position()).isEqualTo(bytes.length);
		}
	}

	/** With what is counted in the bytes of a word full, and a rest of any length. */
	@Test
	void megabytesAreCountedAsOneByOne() {
		Random random = new Random(42);
		byte[] bytes = new byte[3 << 20];
		for (int length : new int[] { 16_383, 16_384, 16_385, 262_144, 1_044_480, 1_048_583, bytes.length - 3 }) {
			for (int share : new int[] { 1, 2, 100 }) {
				for (int i = 0; i < bytes.length; i++) {
					bytes[i] = (byte) (random.nextInt(share) == 0 ? '\n' : '\n' + 1 - random.nextInt(3) * 0x80);
				}
				int from = random.nextInt(4);
				ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes);
				int expected = slowly(bytes, from, from + length, (byte) '\n');
				assertThat(Delimiters.count(direct, from, from + length, (byte) '\n')).isEqualTo(expected);
				assertThat(Delimiters.count(ByteBuffer.wrap(bytes), from, from + length, (byte) '\n'))
					.isEqualTo(expected);
			}
		}
	}

	/** What is written is written, so it is counted whatever there is no memory for. */
	@Test
	void megabytesAreCountedWithoutMemory() throws Exception {
		byte[] bytes = new byte[(1 << 20) + 3];
		Arrays.fill(bytes, 100, 200_000, (byte) '\n');
		try (Starved loader = new Starved()) {
			Method count = loader.loadClass(Delimiters.class.getName())
				.getMethod("count", ByteBuffer.class, int.class, int.class, byte.class);
			assertThat(call(count, ByteBuffer.wrap(bytes), 1, bytes.length, (byte) '\n')).isEqualTo(200_000 - 100);
			assertThat(loader.refusals).isPositive();
		}
	}

	/** An OutOfMemoryError would end all tests. */
	private static Object call(Method method, Object... arguments) throws IllegalAccessException {
		try {
			return method.invoke(null, arguments);
		}
		catch (InvocationTargetException ex) {
			throw new AssertionError(ex.getCause().toString());
		}
	}

	@Test
	void allAndNoneAreCounted() {
		ByteBuffer bytes = ByteBuffer.allocate(1000);
		assertThat(Delimiters.count(bytes, 0, 1000, (byte) 0)).isEqualTo(1000);
		assertThat(Delimiters.count(bytes, 3, 998, (byte) 0)).isEqualTo(995);
		assertThat(Delimiters.count(bytes, 0, 1000, (byte) 1)).isZero();
	}

	@Test
	void theLastOneIsFoundFromTheEnd() {
		ByteBuffer bytes = ByteBuffer.wrap("a\nbc\nd".getBytes());
		assertThat(Delimiters.lastEnd(bytes, 0, 6, (byte) '\n')).isEqualTo(5);
		assertThat(Delimiters.lastEnd(bytes, 0, 4, (byte) '\n')).isEqualTo(2);
		assertThat(Delimiters.lastEnd(bytes, 2, 4, (byte) '\n')).isEqualTo(2);
		assertThat(Delimiters.lastEnd(bytes, 5, 6, (byte) '\n')).isEqualTo(5);
	}

	/** Has no room for what many bytes are counted with. */
	private static final class Starved extends URLClassLoader {

		private int refusals;

		Starved() {
			super(new URL[] { Delimiters.class.getProtectionDomain().getCodeSource().getLocation() },
					ClassLoader.getPlatformClassLoader());
		}

		@Override
		protected Class<?> findClass(String name) throws ClassNotFoundException {
			if (name.startsWith(Delimiters.class.getName() + "$")) {
				this.refusals++;
				throw new OutOfMemoryError("no room for " + name);
			}
			return super.findClass(name);
		}

	}

}
