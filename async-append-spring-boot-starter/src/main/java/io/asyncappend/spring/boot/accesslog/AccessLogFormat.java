package io.asyncappend.spring.boot.accesslog;

/**
 * How the lines of the access log are written.
 */
public enum AccessLogFormat {

	/** Text, by a pattern of directives. */
	PATTERN,

	/**
	 * JSON of the Elastic Common Schema, nested, with the service of the application log.
	 */
	ECS,

	/** JSON of Logstash, flat, with the names of logstash-logback-encoder. */
	LOGSTASH,

	/**
	 * JSON with a member for each directive of a pattern, named as Tomcat's
	 * JsonAccessLogValve names them.
	 */
	JSON

}
