package io.asyncappend.harness.reliability.exit;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application context with nothing but the starter, in a JVM that is left without
 * closing the context.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
public class LeavingContext {

	/**
	 * Starts, appends and leaves.
	 * @param args the way, and Boot's
	 * @throws Exception if that is the way
	 */
	public static void main(String[] args) throws Exception {
		Way way = Way.valueOf(args[0]);
		SpringApplication application = new SpringApplication(LeavingContext.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setRegisterShutdownHook(way != Way.TERM_WITHOUT_CLOSE);
		var context = application.run(args);
		Load audit = context.getBean("auditLoad", Load.class);
		audit.awaitWarm();
		context.getBean("spoolLoad", Load.class).awaitWarm();
		new Leaving(way, audit).leave();
	}

	@Bean
	Load auditLoad(@Qualifier("audit") AsyncAppender audit) throws IOException {
		return load(audit);
	}

	@Bean
	Load spoolLoad(@Qualifier("spool") AsyncAppender spool) throws IOException {
		return load(spool);
	}

	private static Load load(AsyncAppender appender) throws IOException {
		Path file = appender.status().file().orElseThrow();
		return new Load(appender, file.resolveSibling(appender.name() + ".acks"));
	}

	/** Says how far each appender had got when it was closed. */
	@Bean
	AppendListener lastWords() {
		return new AppendListener() {

			@Override
			public void onClose(AsyncAppender appender, AppenderStatus last) {
				System.out.println("closed " + last.name() + " accepted=" + last.positions().accepted() + " durable="
						+ last.positions().durable());
			}

		};
	}

	@Bean
	@ConditionalOnProperty("fails")
	Object failing(Load auditLoad, Load spoolLoad) throws Exception {
		auditLoad.awaitWarm();
		spoolLoad.awaitWarm();
		System.out.println("ready");
		System.in.read();
		throw new IllegalStateException("on purpose");
	}

}
