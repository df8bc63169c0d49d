package io.asyncappend.spring.boot.audit;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.asyncappend.spring.boot.properties.AppenderUse;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

/**
 * The properties {@code async-append.audit.*}. Immutable.
 *
 * @param appender Name of the appender that audit events go to. There is no audit trail
 * without it.
 * @param onFailure What becomes of an event that may not be durable: 'fail' throws at
 * whoever published it, 'log' logs an error and goes on.
 * @param timeout How long recording an event waits until it is durable. Longer is a
 * failure.
 * @param findLimit The most events that are found at once: the newest.
 */
@ConfigurationProperties("async-append.audit")
public record AuditProperties(@Nullable String appender, @DefaultValue("fail") AuditFailurePolicy onFailure,
		@DefaultValue("10s") Duration timeout, @DefaultValue("10000") int findLimit) {

	/** The property that turns the audit trail on. */
	public static final String APPENDER = "async-append.audit.appender";

	/**
	 * Creates the properties.
	 * @throws InvalidPropertyException if the timeout or the limit is not positive
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
	}

	/**
	 * What the appender is used for. It waits for room no longer than an event waits.
	 * @return the use
	 */
	public AppenderUse use() {
		return new AppenderUse(APPENDER, (this.appender != null) ? this.appender : "", null, this.timeout);
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
