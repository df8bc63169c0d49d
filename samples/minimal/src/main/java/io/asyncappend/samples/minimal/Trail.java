package io.asyncappend.samples.minimal;

import io.asyncappend.AsyncAppender;
import java.nio.charset.StandardCharsets;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.CommandLineRunner;

/** A bean that still appends when it is destroyed. */
class Trail implements CommandLineRunner, DisposableBean {

	private final AsyncAppender audit;

	private final AsyncAppender billing;

	Trail(AsyncAppender audit, AsyncAppender billing) {
		this.audit = audit;
		this.billing = billing;
	}

	@Override
	public void run(String... args) {
		long position = this.audit.appendDurably(bytes("started\n")).join();
		System.out.println("durable up to " + position);
		this.billing.append(bytes("one event\n"));
	}

	@Override
	public void destroy() {
		this.audit.append(bytes("stopped\n"));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
