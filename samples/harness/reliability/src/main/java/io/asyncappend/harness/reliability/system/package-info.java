/** Commands, disks and child processes: what the faults are done with, and done to. */
package io.asyncappend.harness.reliability.system;
