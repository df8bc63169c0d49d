package io.asyncappend.samples.reliability.attack;

import io.asyncappend.AppenderOptions;
import io.asyncappend.Rotation;
import io.asyncappend.TornTail;
import java.util.List;

/** What the service does while names are exchanged, which of them, and for what. */
enum Aim {

	/** An archive is looked at, opened, compressed, and deleted. */
	COMPRESSION("ldfoh", "log.*[0-9]", ".log.*.tmp"),

	/** The file gets another name, and a new one takes its place. */
	ROTATION("ldfo", "log", "log.[0-9]*"),

	/** Old archives are deleted. */
	RETENTION("ldfoh", "log.*[0-9]"),

	/** The path is opened again, as logrotate asks for it, and on its own. */
	REOPEN("ldfo", "log", ".log.lock"),

	/** A file is opened whose last record was cut, and mended. */
	TORN_TAIL("ldfo", "log", ".log.lock"),

	/** Files that others made are refused, be they further names of files of ours. */
	HARD_LINKS("h", "log");

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

	/** Whether a file of others may be appended to: then it is told of. */
	boolean isForeignFileAppendedTo() {
		return this != HARD_LINKS;
	}

	AppenderOptions options() {
		Rotation.Builder rotation = Rotation.builder().naming("{name}.{index}").compress(this == COMPRESSION);
		if (this == RETENTION) {
			rotation.keepFiles(2);
		}
		return AppenderOptions.builder()
			.tornTail(TornTail.truncate())
			.recreate(this == REOPEN)
			.foreignFile(isForeignFileAppendedTo() ? io.asyncappend.ForeignFilePolicy.WARN
					: io.asyncappend.ForeignFilePolicy.REFUSE)
			.rotation(rotation.build())
			.build();
	}

}
