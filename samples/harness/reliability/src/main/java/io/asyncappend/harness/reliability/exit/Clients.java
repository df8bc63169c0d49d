package io.asyncappend.harness.reliability.exit;

import io.asyncappend.harness.reliability.verify.AckTable;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.RecordFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * Clients of the sample that post events, one each, and text, many lines each, until it
 * is gone.
 */
final class Clients {

	private static final int EVENTS = 4;

	private static final int INGESTS = 2;

	private static final int LINES = 100;

	private static final int NO_ANSWER = 0;

	/** What Tomcat answers when it stops while it reads the request. */
	private static final int UNREAD = 400;

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final String url;

	private final AckTable events;

	private final AckTable lines;

	private final List<Thread> threads = new ArrayList<>();

	private final List<String> wrong = new CopyOnWriteArrayList<>();

	private final CountDownLatch warm = new CountDownLatch(EVENTS + INGESTS);

	Clients(String url, Path events, Path lines) throws IOException {
		this.url = url;
		this.events = new AckTable(events, EVENTS);
		this.lines = new AckTable(lines, INGESTS);
		for (int i = 0; i < EVENTS; i++) {
			int client = i;
			start(() -> postEvents(client));
		}
		for (int i = 0; i < INGESTS; i++) {
			int client = i;
			start(() -> postLines(client));
		}
	}

	private interface Work {

		void run() throws IOException, InterruptedException;

	}

	private void start(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException | InterruptedException ex) {
				this.wrong.add("a client ended with " + ex);
			}
		});
		thread.setDaemon(true);
		this.threads.add(thread);
		thread.start();
	}

	/** Waits until every client has its first answer. */
	void awaitWarm() throws InterruptedException {
		this.warm.await();
	}

	/** Waits until no client has a server to talk to; what was answered wrongly. */
	List<String> awaitEnd() throws IOException, InterruptedException {
		for (Thread thread : this.threads) {
			thread.join();
		}
		this.events.close();
		this.lines.close();
		return this.wrong;
	}

	private void postEvents(int client) throws IOException, InterruptedException {
		for (long n = 0; true; n++) {
			byte[] record = RecordFormat.record(client, n, 60 + (int) (n * 31 % 200));
			String text = new String(record, 0, record.length - 1, StandardCharsets.US_ASCII);
			this.events.attempt(client, n);
			int status = post("/events", "application/json", "{\"record\":\"" + text + "\"}");
			if (status == UNREAD) {
				this.events.refuse(client, n, status);
				return;
			}
			if (!isOk(status)) {
				this.events.fail(client, n, status);
				return;
			}
			this.events.acknowledge(client, n, Promised.DURABLE);
			warmUp(n == 2);
		}
	}

	private void postLines(int client) throws IOException, InterruptedException {
		for (long n = 0; true; n += LINES) {
			ByteArrayOutputStream body = new ByteArrayOutputStream();
			for (int i = 0; i < LINES; i++) {
				body.writeBytes(RecordFormat.record(client, n + i, 60 + (int) ((n + i) * 31 % 200)));
			}
			this.lines.attempt(client, n + LINES - 1);
			int status = post("/ingest/spool", "text/plain", body.toString(StandardCharsets.US_ASCII));
			if (!isOk(status)) {
				for (int i = 0; i < LINES; i++) {
					this.lines.fail(client, n + i, status);
				}
				return;
			}
			this.lines.acknowledge(client, n + LINES - 1, Promised.WRITTEN);
			warmUp(n == 0);
		}
	}

	private void warmUp(boolean now) {
		if (now) {
			this.warm.countDown();
		}
	}

	/** Whether all was done; if not, it must be for a reason that a shutdown gives. */
	private boolean isOk(int status) {
		boolean ok = status == 200 || status == 201;
		if (!ok && status != NO_ANSWER && status != UNREAD) {
			this.wrong.add("a client was answered " + status);
		}
		return ok;
	}

	private int post(String path, String type, String body) throws InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.url + path))
			.timeout(Duration.ofSeconds(20))
			.header("Content-Type", type)
			.POST(BodyPublishers.ofString(body))
			.build();
		try {
			return this.http.send(request, BodyHandlers.discarding()).statusCode();
		}
		catch (IOException ex) {
			return NO_ANSWER;
		}
	}

}
