package io.asyncappend.file;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * How a file is opened and written.
 *
 * @param permissions of a new file
 * @param shared whether others may append too
 * @param tail what to do about a record at the end of the file that was cut
 * @param minFree bytes that the file system is to keep free; 0 for none
 * @param refuseForeign whether a file that is there and not like one that this process
 * would have made is not opened
 */
public record FileSettings(Set<PosixFilePermission> permissions, boolean shared, TailPolicy tail, long minFree,
		boolean refuseForeign) {
}
