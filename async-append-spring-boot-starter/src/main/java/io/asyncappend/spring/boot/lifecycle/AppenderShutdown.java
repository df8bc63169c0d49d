package io.asyncappend.spring.boot.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;

/**
 * Closes the factory after every other bean, and reports what became of the records.
 * <p>
 * Singletons are destroyed in the reverse order of their creation, a bean before what it
 * was injected with. A bean that gets an appender by {@code factory.find(...)}, or in a
 * callback, may come before the factory and so be destroyed after it. Therefore the
 * factory has no destroy method; this has, and is created before all ordinary beans
 * because it is a bean factory post-processor (which processes nothing). It is destroyed
 * as well when the context fails to start.
 */
public final class AppenderShutdown implements BeanFactoryPostProcessor, PriorityOrdered, DisposableBean {

	private static final Log logger = LogFactory.getLog(AppenderShutdown.class);

	private final List<Closing> closings = new CopyOnWriteArrayList<>();

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		// Being created is enough.
	}

	/**
	 * Takes over the closing of a factory.
	 * @param factory the factory to close at the end
	 * @param timeout how long closing it may take
	 */
	public void close(AsyncAppendFactory factory, Duration timeout) {
		this.closings.add(new Closing(factory, timeout));
	}

	@Override
	public void destroy() {
		this.closings.forEach(Closing::run);
	}

	private record Closing(AsyncAppendFactory factory, Duration timeout) {

		void run() {
			List<AsyncAppender> appenders = this.factory.appenders();
			AppendException failure = null;
			try {
				this.factory.close(this.timeout);
			}
			catch (AppendException ex) {
				failure = ex;
			}
			boolean explained = false;
			for (AsyncAppender appender : appenders) {
				explained |= report(appender.status(), failure);
			}
			if (failure != null && !explained) {
				logger.error("Closing the appenders failed: " + failure.getMessage(), failure);
			}
		}

		/** Whether there was an error to report. */
		private boolean report(AppenderStatus status, AppendException failure) {
			String name = "Appender '" + status.name() + "'";
			String file = status.file().map((path) -> " to " + path).orElse("");
			if (logger.isInfoEnabled()) {
				logger.info(name + " wrote " + amount(status.writtenRecords(), status.writtenPosition()) + file
						+ (status.droppedRecords() > 0
								? ", dropped " + amount(status.droppedRecords(), status.droppedBytes()) : ""));
			}
			String reason = status.failure()
				.map(Throwable::toString)
				.orElseGet(() -> "not within " + TimeUnit.MILLISECONDS.convert(this.timeout) + " ms");
			if (status.queuedRecords() > 0 || status.queuedBytes() > 0) {
				logger.error(name + " did NOT write " + amount(status.queuedRecords(), status.queuedBytes()) + file
						+ ": " + reason
						+ (status.tornBytes() > 0
								? "; the file ends with " + status.tornBytes() + " bytes of an unfinished record"
								: ""));
				return true;
			}
			if (status.failure().isPresent()) {
				logger.error(name + " wrote " + status.unsyncedBytes()
						+ " bytes that are NOT known to survive a power cut" + file + ": " + reason);
				return true;
			}
			return false;
		}

		private static String amount(long records, long bytes) {
			return records + " record" + ((records != 1) ? "s" : "") + " (" + bytes + " byte"
					+ ((bytes != 1) ? "s" : "") + ")";
		}

	}

}
