package io.asyncappend.internal.reader;

import io.asyncappend.internal.log.Delimiters;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** Eight at a time it finds and counts what one at a time does. */
class DelimiterSearchTest {

	@Property
	void findsAndCountsWhatIsThere(@ForAll @Size(max = 70) byte[] bytes, @ForAll byte delimiter,
			@ForAll boolean dense) {
		if (dense) {
			for (int i = 0; i < bytes.length; i++) {
				// Next to it in value are those that a carry would take for it.
				bytes[i] = (byte) (delimiter + bytes[i] % 2);
			}
		}
		for (int from = 0; from <= bytes.length; from++) {
			for (int to = from; to <= bytes.length; to++) {
				int first = -1;
				int count = 0;
				for (int i = to - 1; i >= from; i--) {
					if (bytes[i] == delimiter) {
						first = i;
						count++;
					}
				}
				assertThat(DelimiterSearch.find(bytes, from, to, delimiter)).isEqualTo(first);
				assertThat(Delimiters.count(ByteBuffer.wrap(bytes), from, to, delimiter)).isEqualTo(count);
			}
		}
	}

}
