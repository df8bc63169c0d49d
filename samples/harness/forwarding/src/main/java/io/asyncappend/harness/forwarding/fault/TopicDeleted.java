package io.asyncappend.harness.forwarding.fault;

import io.asyncappend.harness.forwarding.application.Spool;
import io.asyncappend.harness.forwarding.verify.Topic;

/**
 * The topic is deleted, and made again later. What it had is read before, as a broker
 * that has acknowledged a record may lose it in this way.
 */
final class TopicDeleted implements Fault {

	@Override
	public String name() {
		return "topic-deleted";
	}

	@Override
	public String text() {
		return "the topic is deleted, and made again";
	}

	@Override
	public void inflict(Setting setting, Result result) throws Exception {
		try (Spool spool = setting.spool()) {
			spool.start();
			spool.load(setting.scale().rate());
			Setting.pass(setting.scale().away().dividedBy(4));
			spool.settle();
			Topic topic = setting.topic(spool);
			topic.read();
			setting.cluster().deleteTopic(spool.topic());
			topic.isNew();
			spool.load(setting.scale().rate());
			spool.awaitDegraded();
			Setting.pass(setting.scale().away().dividedBy(2));
			setting.cluster().createTopic(spool.topic());
			result.faults(1);
			setting.compare(spool, topic, result);
		}
	}

}
