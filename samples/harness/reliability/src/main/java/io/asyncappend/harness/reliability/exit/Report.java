package io.asyncappend.harness.reliability.exit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an application said at its end of one appender.
 *
 * @param records written, by its own account; -1 if there is none
 * @param bytes of those records
 * @param complaints what it said to have gone wrong
 */
record Report(long records, long bytes, List<String> complaints) {

	private static final Pattern COMPLAINT = Pattern.compile("did NOT|NOT known|Closing the appenders failed|^told");

	static Report of(String appender, List<String> output) {
		Pattern wrote = Pattern
			.compile("Appender '" + appender + "' wrote (\\d+) records? \\((\\d+) bytes?\\) to [^,]*");
		List<String> complaints = new ArrayList<>();
		Report report = new Report(-1, -1, complaints);
		for (String line : output) {
			Matcher matcher = wrote.matcher(line);
			if (COMPLAINT.matcher(line).find()) {
				complaints.add(line);
			}
			else if (matcher.matches()) {
				if (report.records() >= 0) {
					complaints.add("reported twice: " + line);
				}
				report = new Report(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), complaints);
			}
		}
		return report;
	}

}
