package io.asyncappend.harness.benchmark.workload;

/** What open files cost without a record, and after one record each. */
final class Idle implements Workload {

	@Override
	public void run(Session session, Measures measures) throws Exception {
		Producer producer = session.producers().get(0);
		int files = session.cell().files();
		Held opened = Held.now();
		measures.put("open_threads", opened.threads() - session.before().threads());
		measures.put("open_direct_bytes", opened.direct() - session.before().direct());
		measures.put("open_heap_bytes_per_file", (double) (opened.heap() - session.before().heap()) / files);
		for (int file = 0; file < files; file++) {
			session.contender().append(file, producer.next(file));
		}
		session.contender().flush();
		Held used = Held.now();
		measures.put("used_threads", used.threads() - session.before().threads());
		measures.put("used_direct_bytes_per_file", (double) (used.direct() - session.before().direct()) / files);
	}

}
