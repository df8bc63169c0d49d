package io.asyncappend.internal.file;

import java.nio.file.Path;

/**
 * Where a file lies, and what was there when that was found out.
 *
 * @param path the path with all links resolved
 * @param look at what has that path; {@code null} for nothing
 * @param linked whether the path that was asked for is a link
 * @param directoryKey tells the directory that the path asked for leads through from
 * others; {@code null} where there are no keys
 * @param device equal for all files of the file system of the directory it lies in
 */
public record LocatedFile(Path path, Look look, boolean linked, Object directoryKey, Object device) {
}
