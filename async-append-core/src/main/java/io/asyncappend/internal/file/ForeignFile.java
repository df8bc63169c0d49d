package io.asyncappend.internal.file;

import io.asyncappend.AppenderOptions;
import io.asyncappend.ForeignFilePolicy;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What speaks against a file that is to be appended to and was there before: another
 * account may have made it, to read or change what is written.
 */
final class ForeignFile {

	private ForeignFile() {
	}

	/**
	 * Why a file is not like one that this process would have made; {@code null} if it
	 * is.
	 */
	static String reason(Look look, Set<PosixFilePermission> permissions) {
		if (!ProcessUser.orRootOwns(look)) {
			return "belongs to user " + look.owner();
		}
		if (look.links() != 1) {
			return "has " + look.links() + " names";
		}
		return look.isWiderThan(permissions)
				? String.format("has mode %04o, which is wider than %04o", look.mode() & 0_777, Look.bits(permissions))
				: null;
	}

	/**
	 * Refuses it where that is wanted; else returns why it is told of, or {@code null}.
	 */
	static String check(Path path, Look look, AppenderOptions options) throws IOException {
		// A shared file may well have been made by another account.
		if (options.shared() && options.foreignFile() != ForeignFilePolicy.REFUSE) {
			return null;
		}
		String reason = reason(look, options.permissions());
		if (reason != null && (options.foreignFile() == ForeignFilePolicy.REFUSE)) {
			throw new FileSystemException(path.toString(), null,
					reason + ", so nothing is appended to it (allow it by foreign-file: warn)");
		}
		return reason;
	}

	/** Makes sure that a file is the one that this process has just created. */
	static void requireOwn(Path path, Look look) throws IOException {
		if (!look.isRegular() || look.links() != 1 || !isOfOwnerOfNew(look)) {
			throw NameTaken.exists(path, "was put there by others when it was created");
		}
	}

	/**
	 * A file system may have an owner of its own for new files (one for all of them in
	 * cifs and vfat, the user "nobody" for root in exports(5)); another new file tells.
	 */
	private static boolean isOfOwnerOfNew(Look look) throws IOException {
		return look.owner() == Look.UNKNOWN || look.owner() == ProcessUser.get()
				|| look.owner() == Uninterrupted.open(() -> ownerOfNew(look.path()));
	}

	private static int ownerOfNew(Path file) throws IOException {
		Path another = RawName.beside(file, String.format(".%016x.tmp", ThreadLocalRandom.current().nextLong()));
		try (SafeDirectory directory = SafeDirectory.open(file.getParent());
				SafeOutput created = directory.create(another, LockFile.PRIVATE)) {
			directory.delete(created.look());
			return created.look().owner();
		}
	}

	/** A new file is needed, and others have put something in its place. */
	static IOException inTheWay(Path path) {
		return NameTaken.exists(path,
				"was created by others as the file was rotated, so nothing is appended to it: remove it");
	}

}
