/**
 * Asynchronous, bounded, ordered append to files, with receipts.
 */
module io.asyncappend {

	exports io.asyncappend;

}
