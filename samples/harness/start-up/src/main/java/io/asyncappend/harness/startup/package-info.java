/** What the starter adds to the time an application takes to start. */
package io.asyncappend.harness.startup;
