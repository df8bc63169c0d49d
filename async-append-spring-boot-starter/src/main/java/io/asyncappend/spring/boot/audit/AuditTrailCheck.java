package io.asyncappend.spring.boot.audit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.audit.listener.AbstractAuditListener;

/**
 * Says so if the audit trail that a property asks for stays empty.
 */
public final class AuditTrailCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(AuditTrailCheck.class);

	private final ListableBeanFactory beanFactory;

	/**
	 * Creates the check.
	 * @param beanFactory where the trail is, and what would hear of events
	 */
	public AuditTrailCheck(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, AppenderAuditEventRepository.class,
				true, false).length == 0) {
			logger.warn(AuditProperties.APPENDER + " has no effect, as the application has an AuditEventRepository of "
					+ "its own: nothing is written to that appender");
		}
		else if (BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, AbstractAuditListener.class,
				true, false).length == 0) {
			logger.warn("The audit trail of " + AuditProperties.APPENDER + " gets no event that is published, as there "
					+ "is no audit listener: is Spring Boot's AuditAutoConfiguration excluded?");
		}
	}

}
