package io.asyncappend.archive;

import java.nio.file.Path;

/**
 * Something that is called like an archive and does not count as one.
 *
 * @param path the file, or whatever it is
 * @param reason why it does not count
 */
public record LeftOut(Path path, String reason) {
}
