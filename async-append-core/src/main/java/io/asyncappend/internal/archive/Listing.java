package io.asyncappend.internal.archive;

import io.asyncappend.AppendedFiles.LeftOut;
import io.asyncappend.internal.file.Look;
import java.util.List;

/**
 * What one look through a directory found of the archives of a file.
 *
 * @param archives those that count, in the order in which they were written
 * @param ahead those that count in all but their names, whose time the clock has not seen
 * yet: it was set back, or others gave them such names; some of them if there are very
 * many
 * @param halves hidden files of ours to compress into, of no use once the process is gone
 * that wrote them
 * @param leftOut what is called like an archive and does not count; of very many some
 * @param changed whether something was renamed or deleted meanwhile, so that another look
 * may find more
 */
public record Listing(List<Archive> archives, List<Archive> ahead, List<Look> halves, List<LeftOut> leftOut,
		boolean changed) {

	/** The same without names that are given away but have no file yet. */
	Listing withoutReserved() {
		return new Listing(this.archives.stream().filter((archive) -> !archive.isReserved()).toList(), this.ahead,
				this.halves, this.leftOut, this.changed);
	}

}
