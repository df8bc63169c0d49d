package io.asyncappend.spring.boot.audit;

/**
 * What one find may take.
 *
 * @param events the most events that are found
 * @param memory about how many bytes of memory they may take
 * @param bytesRead how many bytes are read for them, of compressed archives when they are
 * uncompressed
 * @param longestLine the most bytes of a line that are held
 */
record FindBounds(int events, long memory, long bytesRead, int longestLine) {
}
