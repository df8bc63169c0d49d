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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Drives the sample over loopback and checks its audit trail. Run with the source launcher:
 *
 * <pre>
 * java Load.java burst  URL SECONDS ACKS          8 threads post events until the time is over or the
 *                                                 service is gone; writes the id of every 201 to ACKS
 * java Load.java flip   URL FLIPS SECONDS ACKS    likewise, while the service is disabled and enabled
 * java Load.java verify ACKS FILE [EXACT]         every acknowledged event is in FILE once and whole, each
 *                                                 thread's in order; with EXACT nothing else is
 * </pre>
 */
class Load {

	private static final int THREADS = 8;

	private static final Pattern ID = Pattern.compile("\"id\":\"([^\"-]+)-(\\d+)-(\\d+)\"");

	public static void main(String[] args) throws Exception {
		switch (args[0]) {
			case "burst" -> burst(args[1], Integer.parseInt(args[2]), Path.of(args[3]), 0);
			case "flip" -> burst(args[1], Integer.parseInt(args[3]), Path.of(args[4]), Integer.parseInt(args[2]));
			case "verify" -> verify(Path.of(args[1]), Path.of(args[2]), args.length > 3);
			default -> throw new IllegalArgumentException(args[0]);
		}
	}

	private static void burst(String url, int seconds, Path acks, int flips) throws Exception {
		String run = Long.toString(System.nanoTime(), 36);
		long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
		AtomicInteger unacknowledged = new AtomicInteger();
		AtomicInteger flipped = new AtomicInteger();
		List<List<String>> acknowledged = new ArrayList<>();
		List<Thread> threads = new ArrayList<>();
		for (int t = 0; t < THREADS; t++) {
			List<String> mine = new ArrayList<>();
			String prefix = run + "-" + t + "-";
			acknowledged.add(mine);
			threads.add(new Thread(() -> post(url, prefix, end, mine, unacknowledged, flipped, flips)));
		}
		threads.forEach(Thread::start);
		if (flips > 0) {
			flip(url, flips, flipped);
		}
		for (Thread thread : threads) {
			thread.join();
		}
		List<String> all = acknowledged.stream().flatMap(List::stream).toList();
		Files.write(acks, all);
		System.out.println("acknowledged " + all.size() + ", refused or cut off " + unacknowledged
				+ ((flips > 0) ? ", flipped " + flipped : ""));
		if (all.isEmpty()) {
			throw new IllegalStateException("nothing was acknowledged");
		}
	}

	private static void post(String url, String prefix, long end, List<String> acknowledged,
			AtomicInteger unacknowledged, AtomicInteger flipped, int flips) {
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		for (int n = 0; System.nanoTime() < end || flipped.get() < flips; n++) {
			String id = prefix + n;
			HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/events"))
				.timeout(Duration.ofSeconds(20))
				.header("Content-Type", "application/json")
				.POST(BodyPublishers.ofString("{\"id\":\"" + id + "\",\"what\":\"" + "x".repeat(n % 200) + "\"}"))
				.build();
			try {
				if (client.send(request, BodyHandlers.discarding()).statusCode() == 201) {
					acknowledged.add(id);
				}
				else {
					unacknowledged.incrementAndGet();
				}
			}
			catch (IOException ex) {
				// Killed, or it stopped: the end of this thread's load.
				unacknowledged.incrementAndGet();
				return;
			}
			catch (InterruptedException ex) {
				return;
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
			if (!line.startsWith("{\"at\":\"") || !line.endsWith("}}") || !matcher.find()) {
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
