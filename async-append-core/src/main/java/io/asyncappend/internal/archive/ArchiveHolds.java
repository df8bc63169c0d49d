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
		public void overrun(Path archive) {
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

	/**
	 * One that was needed is deleted all the same, as there is no room for it.
	 * @param archive its name, without what compression adds
	 */
	void overrun(Path archive);

}
