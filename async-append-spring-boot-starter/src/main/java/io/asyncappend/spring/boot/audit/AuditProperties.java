package io.asyncappend.spring.boot.audit;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import io.asyncappend.spring.boot.properties.AppenderUse;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

/**
 * The properties {@code async-append.audit.*}. Immutable.
 *
 * @param appender Name of the appender that audit events go to. There is no audit trail
 * without it.
 * @param onFailure What becomes of an event that may not be durable: 'fail' throws at the
 * thread that published it, 'log' logs an error and goes on.
 * @param timeout How long recording an event waits until it is durable. Longer is a
 * failure.
 * @param maxEventSize The most bytes that an event takes in the file. Texts that are too
 * long are cut, with a mark.
 * @param mask Names of values whose text is not recorded but replaced by '***', wherever
 * they are in the data of an event. Case, dashes and underscores make no difference. One
 * of five characters on masks each name that contains it, a shorter one each that has it
 * as a word.
 * @param findLimit The most events that are found at once: the newest.
 * @param findSize About how much memory the events that are found at once may take: the
 * newest.
 * @param findReadSize How many bytes are read at most to find events, of compressed
 * archives when they are uncompressed: the newest.
 */
@ConfigurationProperties("async-append.audit")
public record AuditProperties(@Nullable String appender, @DefaultValue("fail") AuditFailurePolicy onFailure,
		@DefaultValue("10s") Duration timeout, @DefaultValue("64KB") DataSize maxEventSize, @DefaultValue( {
				"password", "passwd", "pwd", "pass", "passphrase", "passcode", "secret", "token", "credential",
				"authorization", "cookie", "sessionId", "apiKey", "accessKey", "privateKey", "pin", "otp", "cvv", "cvc",
				"jwt", "csrf", "xsrf" }) List<String> mask,
		@DefaultValue("10000") int findLimit, @DefaultValue("16MB") DataSize findSize,
		@DefaultValue("1GB") DataSize findReadSize){

	private static final String PREFIX = "async-append.audit.";

	private static final DataSize MIN_EVENT_SIZE = DataSize.ofKilobytes(1);

	private static final DataSize MAX_EVENT_SIZE = DataSize.ofMegabytes(16);

	/** The property that turns the audit trail on. */
	public static final String APPENDER = "async-append.audit.appender";

	/**
	 * Creates the properties.
	 * @throws InvalidPropertyException if the timeout or a limit is not positive, or will
	 * not do
	 */
	public AuditProperties {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new InvalidPropertyException("async-append.audit.timeout", timeout, "is not positive",
					"Write a positive duration such as 10s.");
		}
		if (findLimit <= 0) {
			throw new InvalidPropertyException("async-append.audit.find-limit", findLimit, "is not positive",
					"Write a positive number such as 10000.");
		}
		require("max-event-size", maxEventSize, MIN_EVENT_SIZE, MAX_EVENT_SIZE, "Write a size such as 64KB.");
		require("find-size", findSize, DataSize.ofMegabytes(1), DataSize.ofGigabytes(64), "Write a size such as 16MB.");
		require("find-read-size", findReadSize, DataSize.ofMegabytes(1), DataSize.ofTerabytes(1024),
				"Write a size such as 1GB.");
		if (findSize.toBytes() / 4 < maxEventSize.toBytes()) {
			throw new InvalidPropertyException(PREFIX + "find-size", findSize,
					"is less than four times async-append.audit.max-event-size, which is " + maxEventSize,
					"Write a size such as 16MB, or a smaller max-event-size.");
		}
		mask = List.copyOf(mask);
	}

	private static void require(String leaf, DataSize size, DataSize least, DataSize most, String advice) {
		if (size.compareTo(least) < 0 || size.compareTo(most) > 0) {
			throw new InvalidPropertyException(PREFIX + leaf, size,
					"is not from " + least.toBytes() + " to " + most.toBytes() + " bytes", advice);
		}
	}

	/** Of a line more is read than this writes: a larger size may have been allowed. */
	FindBounds bounds() {
		return new FindBounds(this.findLimit, this.findSize.toBytes(), this.findReadSize.toBytes(),
				(int) Math.max(DataSize.ofMegabytes(1).toBytes(), this.maxEventSize.toBytes()));
	}

	/**
	 * What the appender is used for. It waits for room no longer than an event waits.
	 * @return the use
	 */
	public AppenderUse use() {
		return new AppenderUse(APPENDER, (this.appender != null) ? this.appender : "", null, this.timeout,
				"is neither durable nor read back, as an audit trail is");
	}

	/**
	 * The exception for a trail that gets no events.
	 * @return the exception
	 */
	public InvalidPropertyException silenced() {
		return new InvalidPropertyException(APPENDER, String.valueOf(this.appender),
				"asks for an audit trail, which gets no event as management.auditevents.enabled is false",
				"Remove management.auditevents.enabled, or this property.");
	}

	/**
	 * The exception for a library that the audit trail needs and that is not there.
	 * @param library what is missing
	 * @param dependency what to add
	 * @return the exception
	 */
	public InvalidPropertyException missing(String library, String dependency) {
		return new InvalidPropertyException(APPENDER, String.valueOf(this.appender),
				"asks for an audit trail, which needs " + library + " on the class path",
				"Add the dependency " + dependency + ", or remove the property.");
	}

}
