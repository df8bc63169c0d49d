/** Asynchronous, bounded, ordered append to files, with receipts. */
package io.asyncappend;
