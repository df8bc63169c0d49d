/**
 * The threads that do I/O, a handful per file system. A {@link io.asyncappend.lane.Lane}
 * runs {@link io.asyncappend.lane.LaneTask}s, each on one thread at a time, now or after
 * a delay; {@link io.asyncappend.lane.Lanes} finds the lane of a path. Knows nothing of
 * files' contents.
 */
package io.asyncappend.lane;
