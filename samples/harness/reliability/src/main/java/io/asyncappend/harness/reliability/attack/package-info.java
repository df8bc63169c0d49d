/**
 * Another account that may write in the directory of a log, and what it must not reach: a
 * service ({@link io.asyncappend.harness.reliability.attack.Service}) as root or as a
 * user of its own, a program that exchanges names beside it, and a look at what became of
 * the rest of the machine.
 */
package io.asyncappend.harness.reliability.attack;
