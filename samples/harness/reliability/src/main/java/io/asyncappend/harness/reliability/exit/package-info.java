/**
 * Programs that leave in every way a JVM can be left, under load, and what the load was
 * told: nothing may be lost, and what is reported at the end must be exact.
 */
package io.asyncappend.harness.reliability.exit;
