package io.asyncappend.spring.boot.actuate.endpoint;

import java.util.Set;

import io.asyncappend.Rotation;
import io.asyncappend.spring.boot.text.ConstantText;

/**
 * When a file becomes an archive, and what becomes of archives. Sizes are in bytes.
 *
 * @param maxSize how large the file becomes, 0 without a limit
 * @param every {@code never}, {@code hour} or {@code day}
 * @param zone where hours and days begin
 * @param naming how archives are called
 * @param compress whether archives are compressed
 * @param keepFiles how many are kept, 0 is all
 * @param keepFor how long they are kept, as ISO 8601 has it; {@code PT0S} is for ever
 * @param keepSize how many bytes of them are kept, 0 is all
 * @param keepAtLeast how many of the newest are never deleted
 * @param keepUntil the cursors for which they are kept until they are acknowledged
 * @param keepUntilSize how many bytes of them are kept for cursors, 0 is all
 */
public record RotationDescriptor(long maxSize, String every, String zone, String naming, boolean compress,
		int keepFiles, String keepFor, long keepSize, int keepAtLeast, Set<String> keepUntil, long keepUntilSize) {

	static RotationDescriptor of(Rotation rotation) {
		return new RotationDescriptor(rotation.maxSize(), rotation.period().map(ConstantText::of).orElse("never"),
				rotation.zone().getId(), rotation.naming().pattern(), rotation.compress(), rotation.keepFiles(),
				rotation.keepFor().toString(), rotation.keepSize(), rotation.keepAtLeast(), rotation.keepUntil(),
				rotation.keepUntilSize());
	}

}
