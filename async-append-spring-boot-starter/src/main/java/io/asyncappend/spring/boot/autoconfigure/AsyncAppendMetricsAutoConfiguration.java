package io.asyncappend.spring.boot.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.spring.boot.accesslog.AccessLog;
import io.asyncappend.spring.boot.accesslog.select.LeftOut;
import io.asyncappend.spring.boot.actuate.metrics.AsyncAppendMeters;
import io.asyncappend.spring.boot.actuate.metrics.FailureMeter;
import io.asyncappend.spring.boot.actuate.metrics.ForwardMeters;
import io.asyncappend.spring.boot.audit.AppenderAuditEventRepository;
import io.asyncappend.spring.boot.forward.AppenderForwarding;
import io.asyncappend.spring.boot.text.ConstantText;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the {@link AsyncAppendMeters}.
 */
@AutoConfiguration(
		after = { AsyncAppendAutoConfiguration.class, AsyncAppendAccessLogAutoConfiguration.class,
				AsyncAppendAuditAutoConfiguration.class, AsyncAppendForwardAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, AsyncAppendFactory.class })
public final class AsyncAppendMetricsAutoConfiguration {

	AsyncAppendMetricsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	AsyncAppendMeters asyncAppendMeters() {
		return new AsyncAppendMeters();
	}

	@Bean
	@ConditionalOnBean(AccessLog.class)
	FailureMeter asyncAppendAccessLogMeter(AccessLog accessLog) {
		return new FailureMeter("async.append.access.log.lost", "lines",
				"Lines of the access log that the appender neither accepted nor dropped", accessLog.appender(),
				accessLog::lostLines);
	}

	@Bean
	@ConditionalOnBean(AccessLog.class)
	FailureMeter asyncAppendAccessLogExcludedMeter(AccessLog accessLog) {
		return leftOut(accessLog, LeftOut.EXCLUDED);
	}

	@Bean
	@ConditionalOnBean(AccessLog.class)
	FailureMeter asyncAppendAccessLogSampledMeter(AccessLog accessLog) {
		return leftOut(accessLog, LeftOut.SAMPLED);
	}

	private static FailureMeter leftOut(AccessLog accessLog, LeftOut reason) {
		return new FailureMeter("async.append.access.log.left.out", Tags.of("reason", ConstantText.of(reason)),
				"requests", "Requests that are to have no line in the access log", accessLog.appender(),
				() -> accessLog.leftOutLines(reason));
	}

	@Bean
	@ConditionalOnBean(AppenderForwarding.class)
	ForwardMeters asyncAppendForwardMeters(AppenderForwarding forwarding) {
		return new ForwardMeters(forwarding);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(AuditEventRepository.class)
	@ConditionalOnBean(AppenderAuditEventRepository.class)
	static class AuditConfiguration {

		@Bean
		FailureMeter asyncAppendAuditMeter(AppenderAuditEventRepository repository) {
			return new FailureMeter("async.append.audit.failures", "events", "Audit events that may not be durable",
					repository.appender(), repository::failures);
		}

		@Bean
		FailureMeter asyncAppendAuditGapsMeter(AppenderAuditEventRepository repository) {
			return new FailureMeter("async.append.audit.incomplete", "files",
					"Files of the audit trail that could not be looked through whole", repository.appender(),
					repository::incompleteFiles);
		}

	}

}
