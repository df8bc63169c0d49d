package io.asyncappend.internal.tool;

import io.asyncappend.LogGap;

/** How a gap is told on one line. */
final class Gaps {

	private Gaps() {
	}

	static String text(long position, long end, LogGap.Reason reason, String detail) {
		String what = switch (reason) {
			case RETENTION -> "retention deleted it";
			case DELETED -> "it is not there any more";
			case DAMAGED -> "it is damaged";
			case CUT -> "it is a part of a record";
			case TOO_LONG -> "it is too long";
			case OTHER_LOG -> "it belonged to another log";
		};
		return "gap of " + (end - position) + ((end - position == 1) ? " byte" : " bytes") + " from " + position
				+ " to " + end + ": " + what + " (" + detail + ")";
	}

}
