package io.asyncappend.harness.reliability.attack;

import io.asyncappend.AppenderOptions;
import io.asyncappend.ForeignFilePolicy;
import io.asyncappend.Rotation;
import io.asyncappend.TornTail;
import java.util.List;
import java.util.Set;

/**
 * What the service does while names are exchanged, for what, and which of them: see
 * {@code swapper.c}.
 */
enum Aim {

	/** An archive is looked at, opened, compressed, and deleted. */
	COMPRESSION("lllhhfoa", "log.*[0-9]", ".log.*.tmp"),

	/** The file gets another name, and a new one takes its place. */
	ROTATION("ldfoo", "log", "log.[0-9]*"),

	/** Old archives are deleted, as many new ones come up. */
	RETENTION("ldfoha", "log.*[0-9]"),

	/** The path is opened again, as logrotate asks for it, and on its own. */
	REOPEN("ldfo", "log", ".log.lock"),

	/** A file is opened whose last record was cut, and mended. */
	TORN_TAIL("lldfo", "log"),

	/** The lock file is opened, and gets the mode of one. */
	LOCK_FILE("lldfoh", ".log.lock"),

	/** Files of other accounts are refused, be they further names of the service's. */
	FOREIGN_FILE("ho", "log"),

	/** What lies beside the file is opened, written, set aside and removed. */
	SIDE_FILES("lldfoh", ".log.positions", ".log.index", ".log.cursor.c"),

	/** Archives and the file are read back, with a cursor, while they are rotated. */
	READING("lldfoh", "log.*[0-9]", "log", ".log.positions", ".log.index", ".log.cursor.c"),

	/** The command line tool reads the same. */
	TOOL("lldfoh", "log.*[0-9]", "log", ".log.positions", ".log.index", ".log.cursor.c");

	private static final int FEW = 3;

	private final String traps;

	private final List<String> patterns;

	Aim(String traps, String... patterns) {
		this.traps = traps;
		this.patterns = List.of(patterns);
	}

	String traps() {
		return this.traps;
	}

	List<String> patterns() {
		return this.patterns;
	}

	/** Whether each try is another opening. */
	boolean opensEachTime() {
		return this == TORN_TAIL || this == LOCK_FILE || this == FOREIGN_FILE;
	}

	/**
	 * Whether a file of another account may be appended to, or one that has further
	 * names: then it is reported. So where these are among the traps it may not.
	 */
	boolean isForeignFileAppendedTo() {
		return this.traps.indexOf('h') < 0;
	}

	/** How many archives are kept; 0 for all. */
	int kept() {
		return (this == RETENTION) ? 2 : 0;
	}

	/** Whether archives are deleted so that there are not too many to read. */
	private boolean isRead() {
		return this == READING || this == TOOL || this == SIDE_FILES;
	}

	AppenderOptions options() {
		Rotation.Builder rotation = Rotation.builder().naming("{name}.{index}").compress(this == COMPRESSION);
		if (kept() > 0) {
			rotation.keepFiles(kept());
		}
		if (isRead()) {
			rotation.keepFiles(FEW).keepUntil(Set.of(Service.CURSOR)).keepUntilSize(FEW * 1_000_000L);
		}
		return AppenderOptions.builder()
			.tornTail(TornTail.truncate())
			.recreate(this == REOPEN)
			.foreignFile(isForeignFileAppendedTo() ? ForeignFilePolicy.WARN : ForeignFilePolicy.REFUSE)
			.rotation(rotation.build())
			.build();
	}

}
