package io.asyncappend.spring.boot.actuate.endpoint;

import org.jspecify.annotations.Nullable;

import io.asyncappend.FileLoss;
import io.asyncappend.spring.boot.text.ConstantText;

/**
 * What others did to the file of an appender.
 *
 * @param kind {@code deleted}, {@code replaced} or {@code truncated}
 * @param bytes how many bytes are not where they are looked for
 * @param recreateFailure why the file could not be opened again
 */
public record FileLossDescriptor(String kind, long bytes, @Nullable String recreateFailure) {

	static FileLossDescriptor of(FileLoss loss) {
		return new FileLossDescriptor(ConstantText.of(loss.kind()), loss.bytes(),
				loss.recreateFailure().map(Throwable::toString).orElse(null));
	}

}
