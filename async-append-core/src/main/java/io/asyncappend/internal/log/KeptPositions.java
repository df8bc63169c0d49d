package io.asyncappend.internal.log;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The positions of a log beside its file, wherever that lies.
 */
final class KeptPositions {

	private Path file;

	/** {@code null} while those of a file that lies elsewhere could not be opened. */
	private TwoSlots slots;

	/** Those of where it lay; {@code null} if it is not to be removed. */
	private TwoSlots left;

	/** What was written has yet to be forced. */
	private boolean isForceOwed;

	KeptPositions(Path file, TwoSlots slots) {
		this.file = file;
		this.slots = slots;
	}

	void keep(LogPositions positions, boolean isForced) throws IOException {
		this.isForceOwed |= isForced;
		if (this.slots == null) {
			this.slots = TwoSlots.open(LogPositions.path(this.file), LogPositions.FORMAT);
		}
		if (this.isForceOwed) {
			this.slots.write(positions.encode());
			this.slots.force();
			this.isForceOwed = false;
		}
		else {
			this.slots.writeBesideForced(positions.encode());
		}
		if (this.left != null) {
			// No other file may go on with this log there.
			this.left.delete();
			this.left = null;
		}
	}

	/** The file is another one, which may lie elsewhere. */
	void moved(Path file) {
		if (!file.equals(this.file)) {
			this.left = (this.left != null) ? this.left : this.slots;
			this.file = file;
			this.slots = null;
		}
	}

	void close() {
		close(this.slots);
		close(this.left);
	}

	private static void close(TwoSlots open) {
		if (open != null) {
			try {
				open.close();
			}
			catch (IOException ex) {
				// What was to be kept is forced.
			}
		}
	}

}
