/**
 * A web application that runs on each server, with an access log and an audit trail by
 * its YAML alone.
 */
package io.asyncappend.samples.web;
