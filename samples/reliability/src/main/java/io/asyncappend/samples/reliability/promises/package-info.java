/**
 * The promises, a class each, named after what must hold.
 */
package io.asyncappend.samples.reliability.promises;
