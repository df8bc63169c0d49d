package io.asyncappend.harness.forwarding.broker;

import java.io.IOException;

/** A broker that ends with the process that has started it, however that ends. */
final class BrokerProcess {

	private BrokerProcess() {
	}

	public static void main(String[] args) {
		Thread watch = new Thread(BrokerProcess::awaitEnd, "parent");
		watch.setDaemon(true);
		watch.start();
		kafka.Kafka.main(args);
	}

	/** Nothing is written to its input, which ends with the parent. */
	private static void awaitEnd() {
		try {
			while (System.in.read() >= 0) {
				// Not for it.
			}
		}
		catch (IOException ex) {
			// As good as the end.
		}
		Runtime.getRuntime().halt(1);
	}

}
