package io.asyncappend.spring.boot.audit;

import java.nio.file.Path;

/**
 * Something that a {@linkplain AppenderAuditEventRepository#find find} could not look at.
 *
 * @param file the file of the trail that it is in
 * @param reason what is left out, and why; without control characters
 */
public record AuditTrailGap(Path file, String reason) {
}
