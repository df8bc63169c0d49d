package io.asyncappend.internal.log;

import java.io.IOException;

/** Bytes that can be read at any place. */
public interface ByteSource {

	/**
	 * Reads until there is enough, or the bytes end.
	 * @param position of the first one
	 * @param bytes where they go
	 * @return how many were read, up to the length of the array
	 * @throws IOException if that fails
	 */
	int read(long position, byte[] bytes) throws IOException;

}
