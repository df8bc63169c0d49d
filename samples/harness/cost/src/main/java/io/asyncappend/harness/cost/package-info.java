/**
 * What logging costs: CPU time and memory of a request with each access log of each
 * server, and of a call with each application log, warm and in turns.
 */
package io.asyncappend.harness.cost;
