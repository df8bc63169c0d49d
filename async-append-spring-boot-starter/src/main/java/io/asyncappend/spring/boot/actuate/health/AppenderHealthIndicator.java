package io.asyncappend.spring.boot.actuate.health;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FileLoss;
import io.asyncappend.ForwardOptions;
import io.asyncappend.ForwardStatus;
import io.asyncappend.spring.boot.text.ConstantText;
import io.asyncappend.spring.boot.text.TargetText;

/**
 * Health of one appender. Open is {@code UP}, also when it fell back to synchronous
 * writing; failed is {@code DOWN}; while writing is retried, when forwarding has stopped,
 * or there is no room for what is not forwarded, it is {@code DEGRADED}, which Spring
 * Boot answers with 200 unless
 * {@code management.endpoint.health.status.http-mapping.degraded} says otherwise; beside
 * it {@code down} and {@code out-of-service} have to be given too, as any mapping takes
 * the place of all that Spring Boot has.
 */
public final class AppenderHealthIndicator implements HealthIndicator {

	/** Writing fails in a way that may pass, and is retried. */
	public static final Status DEGRADED = new Status("DEGRADED");

	private final AsyncAppender appender;

	AppenderHealthIndicator(AsyncAppender appender) {
		this.appender = appender;
	}

	@Override
	public Health health() {
		return health(this.appender.status());
	}

	/**
	 * The health that a status comes to.
	 * @param status the status of an appender
	 * @return its health, with details
	 */
	public static Health health(AppenderStatus status) {
		Health.Builder health = Health.status(switch (status.state()) {
			case OPEN -> Status.UP;
			case DEGRADED -> DEGRADED;
			case FAILED -> Status.DOWN;
			// Closed at run time, just now.
			case CLOSED -> Status.UNKNOWN;
		});
		health.withDetail("state", ConstantText.of(status.state()));
		health.withDetail("mode", ConstantText.of(status.mode()));
		TargetText.of(status).ifPresent((target) -> health.withDetail("file", target));
		status.fallbackReason().ifPresent((reason) -> health.withDetail("fallbackReason", reason));
		status.trouble().failureKind().ifPresent((kind) -> health.withDetail("failureKind", ConstantText.of(kind)));
		status.trouble().failure().ifPresent((failure) -> health.withDetail("failure", failure.toString()));
		status.trouble().fileLoss().ifPresent((loss) -> health.withDetail("fileLoss", details(loss)));
		status.trouble()
			.rotationFailure()
			.ifPresent((failure) -> health.withDetail("rotationFailure", failure.toString()));
		if (status.trouble().tornTailBytes() > 0) {
			health.withDetail("tornTailBytes", status.trouble().tornTailBytes());
		}
		status.forwarding().ifPresent((forwarding) -> forwarding(forwarding, status, health));
		return health.build();
	}

	/**
	 * Another system that is away takes nothing from this one, until there is no room for
	 * what is not forwarded; forwarding that has stopped needs an operator.
	 */
	private static void forwarding(ForwardStatus forwarding, AppenderStatus status, Health.Builder health) {
		boolean refuses = forwarding.disk().reached()
				&& forwarding.disk().action() != ForwardOptions.OnDiskLimit.DROP_OLDEST;
		if ((forwarding.state() == ForwardStatus.State.STOPPED || refuses)
				&& status.state() == AppenderStatus.State.OPEN) {
			health.status(DEGRADED);
		}
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("state", ConstantText.of(forwarding.state()));
		details.put("lagRecords", forwarding.lag().records());
		details.put("lagBytes", forwarding.lag().bytes());
		if (forwarding.disk().reached()) {
			details.put("diskLimit", forwarding.disk().limit());
		}
		forwarding.failure().ifPresent((failure) -> details.put("failure", failure.toString()));
		health.withDetail("forwarding", details);
	}

	private static Map<String, Object> details(FileLoss loss) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("kind", ConstantText.of(loss.kind()));
		details.put("bytes", loss.bytes());
		loss.recreateFailure().ifPresent((failure) -> details.put("recreateFailure", failure.toString()));
		return details;
	}

}
