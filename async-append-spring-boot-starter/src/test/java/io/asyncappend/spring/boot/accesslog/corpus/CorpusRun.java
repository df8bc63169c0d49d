package io.asyncappend.spring.boot.accesslog.corpus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Setup;
import io.asyncappend.spring.boot.accesslog.corpus.RunningServer.Observation;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TlsFiles;

/**
 * Each server in each set-up, started once. The conversations with one follow each other,
 * those with several take place at the same time.
 */
final class CorpusRun implements AutoCloseable {

	private static final int SERVERS_AT_A_TIME = 4;

	private final ExecutorService threads = Executors.newFixedThreadPool(SERVERS_AT_A_TIME);

	private final List<RunningServer> servers = new ArrayList<>();

	/**
	 * Starts the servers one after the other, as Spring Boot sets up what a JVM has once,
	 * as logging.
	 */
	CorpusRun(Path directory) throws Exception {
		TlsFiles tls = new TlsFiles(directory);
		try {
			for (Setup setup : Setup.values()) {
				for (TestServer server : TestServer.values()) {
					this.servers.add(new RunningServer(server, setup, directory, tls));
				}
			}
		}
		catch (Throwable ex) {
			close();
			throw ex;
		}
	}

	/** What comes of each entry on each server. */
	Map<CorpusEntry, Map<TestServer, Observation>> observe(List<CorpusEntry> entries) throws Exception {
		Map<CorpusEntry, Map<TestServer, Observation>> observed = new LinkedHashMap<>();
		entries.forEach((entry) -> observed.put(entry, new EnumMap<>(TestServer.class)));
		onEach((running) -> {
			for (CorpusEntry entry : entries) {
				if (entry.via().setup() == running.setup()) {
					Observation observation = running.observe(entry);
					synchronized (observed) {
						observed.get(entry).put(running.server(), observation);
					}
				}
			}
			running.settle();
			return null;
		});
		return observed;
	}

	/** What comes of an entry on a server while nothing else takes place. */
	Observation observe(CorpusEntry entry, TestServer server) throws Exception {
		for (RunningServer running : this.servers) {
			if (running.server() == server && running.setup() == entry.via().setup()) {
				running.settle();
				Observation observation = running.observe(entry);
				running.settle();
				return observation;
			}
		}
		throw new IllegalArgumentException(server + " does not run as " + entry.via().setup());
	}

	/** Has a task run with each server. */
	private void onEach(Task task) throws Exception {
		List<Callable<Void>> tasks = this.servers.stream()
			.<Callable<Void>>map((server) -> () -> task.on(server))
			.toList();
		for (Future<Void> done : this.threads.invokeAll(tasks)) {
			done.get();
		}
	}

	/** At the same time, as Netty waits for seconds. */
	@Override
	public void close() {
		this.threads.shutdownNow();
		this.servers.parallelStream().forEach(RunningServer::close);
	}

	/** What is done with a server. */
	private interface Task {

		Void on(RunningServer server) throws Exception;

	}

}
