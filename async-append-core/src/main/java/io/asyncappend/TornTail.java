package io.asyncappend;

import java.util.Locale;
import java.util.Objects;

/**
 * What to do about a torn tail: bytes after the last delimiter of a file that is opened,
 * which a crash left of an unfinished record. Whatever is done, the bytes are counted and
 * reported. Immutable.
 * <p>
 * No more than 64 MiB are looked through for a delimiter. Where there is none in them,
 * nothing is cut off, as the start of the last record is unknown: it is ended.
 * <p>
 * A file that {@linkplain AppenderOptions#shared() other processes append to} is looked
 * at whenever another process has written to it, before our next record: a process that
 * is killed may leave a torn record there at any time. It is ended with the delimiter,
 * with {@link #truncate()} too (it might be what a program writes that takes no lock), if
 * our own records end with that; and with {@link #leave()} it is not looked at.
 */
public final class TornTail {

	private static final byte LINE_FEED = '\n';

	private final Action action;

	private final byte delimiter;

	private TornTail(Action action, byte delimiter) {
		this.action = action;
		this.delimiter = delimiter;
	}

	/**
	 * Leave it as it is: for files whose records do not end with a delimiter. The next
	 * record goes right behind it.
	 * @return the policy
	 */
	public static TornTail leave() {
		return new TornTail(Action.LEAVE, LINE_FEED);
	}

	/**
	 * End it with a line feed, so that the next record stands alone. The default.
	 * @return the policy
	 */
	public static TornTail terminate() {
		return terminate(LINE_FEED);
	}

	/**
	 * End it with a delimiter, so that the next record stands alone.
	 * @param delimiter the last byte of every record
	 * @return the policy
	 */
	public static TornTail terminate(byte delimiter) {
		return new TornTail(Action.TERMINATE, delimiter);
	}

	/**
	 * Cut the file off after its last line feed; one without any becomes empty.
	 * @return the policy
	 */
	public static TornTail truncate() {
		return truncate(LINE_FEED);
	}

	/**
	 * Cut the file off after its last delimiter; one without any becomes empty.
	 * @param delimiter the last byte of every record
	 * @return the policy
	 */
	public static TornTail truncate(byte delimiter) {
		return new TornTail(Action.TRUNCATE, delimiter);
	}

	/**
	 * What is done.
	 * @return the action
	 */
	public Action action() {
		return this.action;
	}

	/**
	 * What ends each record.
	 * @return the last byte of a record
	 */
	public byte delimiter() {
		return this.delimiter;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof TornTail that && this.action == that.action && this.delimiter == that.delimiter;
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.action, this.delimiter);
	}

	@Override
	public String toString() {
		String action = this.action.name().toLowerCase(Locale.ROOT);
		return (this.delimiter == LINE_FEED) ? action : action + "(" + String.format("0x%02x", this.delimiter) + ")";
	}

	/** What is done about a torn tail. */
	public enum Action {

		/** Nothing. */
		LEAVE,

		/** The torn record is ended with a delimiter. */
		TERMINATE,

		/** The torn record is cut off. */
		TRUNCATE

	}

}
