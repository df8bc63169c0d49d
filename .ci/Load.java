import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Drives the sample over loopback and checks its audit trail. Run with the source launcher:
 *
 * <pre>
 * java Load.java burst  URL SECONDS ACKS          8 threads post events until the time is over or the
 *                                                 service is gone; writes the id of every 201 to ACKS
 * java Load.java flip   URL FLIPS SECONDS ACKS    likewise, and 8 more stream lines into the spool (ids to
 *                                                 ACKS.spool), while asynchronous I/O is disabled and enabled
 * java Load.java verify ACKS FILE [EXACT]         every acknowledged event is in FILE once and whole, each
 *                                                 thread's in order; with EXACT nothing else is
 * </pre>
 */
class Load {

	private static final int THREADS = 8;

	private static final Pattern ID = Pattern.compile("\"id\":\"([^\"-]+)-(\\d+)-(\\d+)\"");

	/** A line of the audit-service's trail, one of the starter's, or what Actuator makes of that. */
	private static final Pattern LINE = Pattern
		.compile("\\{\"(at|timestamp)\":\".*}}|\\{\"data\":\\{.*},\"principal\":.*\"type\":\"EVENT\"}");

	public static void main(String[] args) throws Exception {
		switch (args[0]) {
			case "burst" -> burst(args[1], Integer.parseInt(args[2]), Path.of(args[3]), 0);
			case "flip" -> burst(args[1], Integer.parseInt(args[3]), Path.of(args[4]), Integer.parseInt(args[2]));
			case "verify" -> verify(Path.of(args[1]), Path.of(args[2]), args.length > 3);
			default -> throw new IllegalArgumentException(args[0]);
		}
	}

	private static void burst(String url, int seconds, Path acks, int flips) throws Exception {
		long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
		AtomicInteger flipped = new AtomicInteger();
		BooleanSupplier goesOn = () -> System.nanoTime() < end || flipped.get() < flips;
		Producers events = new Producers(url + "/events", 201, "application/json", 1, goesOn);
		Producers lines = new Producers(url + "/ingest/spool", 200, "text/plain", 500, goesOn);
		events.start();
		if (flips > 0) {
			lines.start();
			flip(url, flips, flipped);
			lines.finish(Path.of(acks + ".spool"));
		}
		events.finish(acks);
	}

	/** Threads that post records with ids until they are told to end, or cut off. */
	private static final class Producers {

		private final String run = Long.toString(System.nanoTime(), 36);

		private final AtomicInteger refused = new AtomicInteger();

		private final List<List<String>> acknowledged = new ArrayList<>();

		private final List<Thread> threads = new ArrayList<>();

		private final URI uri;

		private final int success;

		private final String type;

		private final int batch;

		private final BooleanSupplier goesOn;

		Producers(String uri, int success, String type, int batch, BooleanSupplier goesOn) {
			this.uri = URI.create(uri);
			this.success = success;
			this.type = type;
			this.batch = batch;
			this.goesOn = goesOn;
		}

		void start() {
			for (int t = 0; t < THREADS; t++) {
				List<String> mine = new ArrayList<>();
				this.acknowledged.add(mine);
				String prefix = this.run + "-" + t + "-";
				Thread thread = new Thread(() -> post(prefix, mine));
				this.threads.add(thread);
				thread.start();
			}
		}

		private void post(String prefix, List<String> mine) {
			HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
			for (int n = 0; this.goesOn.getAsBoolean(); n += this.batch) {
				List<String> ids = new ArrayList<>();
				StringBuilder body = new StringBuilder();
				for (int i = n; i < n + this.batch; i++) {
					ids.add(prefix + i);
					String event = "{\"id\":\"" + prefix + i + "\",\"what\":\"" + "x".repeat(i % 200) + "\"}";
					body.append((this.batch == 1) ? event : "{\"at\":\"\",\"event\":" + event + "}\n");
				}
				HttpRequest request = HttpRequest.newBuilder(this.uri)
					.timeout(Duration.ofSeconds(20))
					.header("Content-Type", this.type)
					.POST(BodyPublishers.ofString(body.toString()))
					.build();
				try {
					if (client.send(request, BodyHandlers.discarding()).statusCode() == this.success) {
						mine.addAll(ids);
					}
					else {
						this.refused.incrementAndGet();
					}
				}
				catch (IOException ex) {
					// Killed, or it stopped: the end of this thread's load.
					this.refused.incrementAndGet();
					return;
				}
				catch (InterruptedException ex) {
					return;
				}
			}
		}

		void finish(Path acks) throws Exception {
			for (Thread thread : this.threads) {
				thread.join();
			}
			List<String> all = this.acknowledged.stream().flatMap(List::stream).toList();
			Files.write(acks, all);
			System.out.println(this.uri + ": acknowledged " + all.size() + ", requests refused or cut off " + this.refused);
			if (all.isEmpty()) {
				throw new IllegalStateException("nothing was acknowledged");
			}
		}

	}

	private static void flip(String url, int flips, AtomicInteger flipped) throws Exception {
		HttpClient client = HttpClient.newHttpClient();
		for (int i = 0; i < flips; i++) {
			HttpRequest request = HttpRequest
				.newBuilder(URI.create(url + "/actuator/asyncappend/" + ((i % 2 == 0) ? "disable" : "enable")))
				.POST(BodyPublishers.noBody())
				.build();
			HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
			if (response.statusCode() != 200) {
				throw new IllegalStateException(request + ": " + response.statusCode() + " " + response.body());
			}
			flipped.incrementAndGet();
		}
	}

	private static void verify(Path acks, Path file, boolean exact) throws IOException {
		Set<String> wanted = new HashSet<>(Files.readAllLines(acks));
		String run = wanted.iterator().next().split("-")[0];
		Map<String, Integer> last = new HashMap<>();
		Set<String> found = new HashSet<>();
		List<String> wrong = new ArrayList<>();
		List<String> lines = Files.readAllLines(file);
		for (int i = 0; i < lines.size(); i++) {
			String line = lines.get(i);
			Matcher matcher = ID.matcher(line);
			if (!LINE.matcher(line).matches() || !matcher.find()) {
				// A kill may cut the last line, which nobody acknowledged then.
				if (exact || i < lines.size() - 1) {
					wrong.add("TORN " + line);
				}
				continue;
			}
			if (!matcher.group(1).equals(run)) {
				continue;
			}
			String id = matcher.group(1) + "-" + matcher.group(2) + "-" + matcher.group(3);
			int n = Integer.parseInt(matcher.group(3));
			if (!found.add(id)) {
				wrong.add("DOUBLE " + id);
			}
			if (n <= last.getOrDefault(matcher.group(2), -1)) {
				wrong.add("ORDER " + id);
			}
			last.put(matcher.group(2), n);
			if (exact && !wanted.contains(id)) {
				wrong.add("EXTRA " + id);
			}
		}
		wanted.stream().filter((id) -> !found.contains(id)).forEach((id) -> wrong.add("LOST " + id));
		System.out.println("acknowledged " + wanted.size() + ", found " + found.size() + ", wrong " + wrong.size());
		if (!wrong.isEmpty()) {
			wrong.stream().limit(20).forEach(System.out::println);
			System.exit(1);
		}
	}

}
