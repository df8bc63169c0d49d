package io.asyncappend.internal.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Says which archives are still to be read, so that retention waits for them. Asked and
 * told on the thread that maintains archives.
 */
public interface ArchiveHolds {

	/** No archive is. */
	ArchiveHolds NONE = new ArchiveHolds() {

		@Override
		public int free(List<Path> archives) {
			return archives.size();
		}

		@Override
		public boolean isAny() {
			return false;
		}

		@Override
		public boolean overrun(Path archive) {
			return false;
		}

	};

	/**
	 * How many of the oldest archives are not needed any more.
	 * @param archives their names, without what compression adds, in the order in which
	 * they were written
	 * @return from 0 to all of them; those after it are to be kept
	 * @throws IOException if it cannot be told; then none is deleted
	 */
	int free(List<Path> archives) throws IOException;

	/** Whether there is anything that might need an archive. */
	boolean isAny();

	/**
	 * One was deleted, maybe although it is needed, as there is no room for it.
	 * @param archive its name, without what compression adds
	 * @return whether it was needed
	 */
	boolean overrun(Path archive);

}
