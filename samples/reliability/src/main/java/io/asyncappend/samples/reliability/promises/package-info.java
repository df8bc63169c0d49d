/** The promises, a class each. */
package io.asyncappend.samples.reliability.promises;
