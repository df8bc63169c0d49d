package io.asyncappend.internal.reader;

import io.asyncappend.internal.archive.Archive;
import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.file.Uninterrupted;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells which bytes of the files of a log were written before a time, so that they need
 * not be read: by the sparse index, whose times only grow, so that a clock that was set
 * back hides nothing. Archives that it has no word of, as they are older than the log,
 * are told by when they were written last, which a clock that was set back by a day at
 * most does not make wrong. Immutable.
 */
public final class WrittenSince {

	private static final Duration CLOCK_TOLERANCE = Duration.ofDays(1);

	private final Instant time;

	/** How many bytes of archives come before, by their names. */
	private final Map<String, Long> archives = new HashMap<>();

	/** The file that was written; {@code null} without a log. */
	private LogSource.Active active;

	private long ofActive;

	private WrittenSince(Instant time) {
		this.time = time;
	}

	/**
	 * Finds out.
	 * @param source the log; {@code null} if positions do not last
	 * @param time the time
	 * @return what was written before
	 * @throws IOException if the log cannot be read
	 */
	public static WrittenSince of(LogSource source, Instant time) throws IOException {
		WrittenSince since = new WrittenSince(time);
		if (source != null) {
			Beginning beginning = Beginning.after(time);
			Beginning.Place place = Uninterrupted.open(() -> beginning.find(source, new HashMap<>()));
			place.chain().parts().forEach((part) -> since.add(part, place.position()));
		}
		return since;
	}

	private void add(Part part, long position) {
		long before = (part.end() <= position) ? Long.MAX_VALUE : (part.start() < position) ? part.offset(position) : 0;
		if (part.isActive()) {
			this.active = part.active();
			this.ofActive = before;
		}
		else if (part.archive() != null) {
			this.archives.put(RawName.of(part.archive().path()), before);
		}
	}

	/**
	 * How much of an archive was written before.
	 * @param archive the archive
	 * @return bytes, as they were written; {@link Long#MAX_VALUE} for all
	 */
	public long before(Archive archive) {
		Long known = this.archives.get(RawName.of(archive.path()));
		return (known != null) ? known : isOld(archive) ? Long.MAX_VALUE : 0;
	}

	private boolean isOld(Archive archive) {
		Instant modified = ((archive.plain() != null) ? archive.plain() : archive.compressed()).modified().toInstant();
		return modified.isBefore(Instant.MAX.minus(CLOCK_TOLERANCE))
				&& modified.plus(CLOCK_TOLERANCE).isBefore(this.time);
	}

	/**
	 * How much of the file that is written was written before.
	 * @param now the file that is written
	 * @return bytes; 0 if it is another one by now
	 */
	public long before(LogSource.Active now) {
		return (this.active != null && this.active.isSame(now) && isThere(now)) ? this.ofActive : 0;
	}

	/** Another one may have its name, and its place in the log next. */
	private static boolean isThere(LogSource.Active now) {
		try {
			return now.number() == 0 || Look.number(now.path(), LinkOption.NOFOLLOW_LINKS) == now.number();
		}
		catch (IOException ex) {
			// All of it is read then.
			return false;
		}
	}

}
