/**
 * An application that logs numbered lines at a steady rate until it ends, or is ended.
 */
package io.asyncappend.harness.logcomparison.application;
