/**
 * A web application that runs on each server, whose log, access log and audit trail go
 * through appenders by its YAML alone.
 */
package io.asyncappend.samples.web;
