/**
 * A web application whose audit trail is durable before it answers, and that spools text
 * posted to it.
 */
package io.asyncappend.samples.audit;
