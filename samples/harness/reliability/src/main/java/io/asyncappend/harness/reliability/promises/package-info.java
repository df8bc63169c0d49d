/** The promises, a class each. */
package io.asyncappend.harness.reliability.promises;
