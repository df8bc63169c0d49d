import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tries the live page of the sample in Chromium: {@code java Page CHROMIUM URL PID DISK OUT},
 * where the appender {@code tiny} is on DISK, {@code spool} is forced on demand, and more
 * appenders, one with markup for a name, make 20.
 */
class Page {

	private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

	private static final String MARKUP = "<img src=x onerror=alert(1)>";

	private static final Duration LONG = Duration.ofSeconds(30);

	private final HttpClient client = HttpClient.newHttpClient();

	private final Browser browser;

	private final String url;

	private final String pid;

	private final Path disk;

	private final Path out;

	Page(Browser browser, String url, String pid, Path disk, Path out) {
		this.browser = browser;
		this.url = url;
		this.pid = pid;
		this.disk = disk;
		this.out = out;
	}

	public static void main(String[] args) throws Exception {
		Path out = Path.of(args[4]);
		try (Browser browser = new Browser(args[0], Files.createDirectories(out.resolve("profile")))) {
			new Page(browser, args[1], args[2], Path.of(args[3]), out).tryAll();
		}
	}

	private void tryAll() throws Exception {
		this.browser.look(1200, 900, false);
		this.browser.open(this.url + "/actuator/asyncappend/page/live");
		awaitPage("20 appenders", "document.querySelectorAll('.row').length === 20");
		ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
		try {
			requireTextOnly();
			requireKeyboard();
			load.scheduleAtFixedRate(this::postAnEvent, 0, 50, TimeUnit.MILLISECONDS);
			load.scheduleAtFixedRate(() -> postLines("spool", 50), 0, 250, TimeUnit.MILLISECONDS);
			requireMoving();
			requireAfresh();
			forwarding();
			fullDisk();
			forwarded();
			silence();
		}
		finally {
			load.shutdownNow();
		}
		say("console", "nothing said of the page, its policy or its script");
		gone();
	}

	private void requireTextOnly() throws Exception {
		require("a name is text", row(MARKUP) + " !== undefined");
		require("no name became markup", "document.images.length === 0");
		for (String attack : List.of("document.body.innerHTML = '<b>x</b>'",
				"document.body.appendChild(document.createElement('script')).textContent = 'document.title = 1'")) {
			require("the browser refuses " + attack,
					"(() => { try { " + attack + "; return false; } catch (e) { return e instanceof TypeError; } })()");
		}
		List<String> said = this.browser.takeComplaints();
		check(said.size() == 2 && said.stream().allMatch((one) -> one.contains("TrustedHTML") || one.contains("TrustedScript")),
				"two refusals, and nothing else: " + said);
		this.browser.evaluate(row(MARKUP) + ".querySelector('button').click()");
		awaitPage("a name with markup has its buttons", "document.getElementById('asked').textContent.endsWith('flush \u2192 200')");
		say("text", "a name with markup is text, and the browser lets no script write markup");
	}

	/** From the top by Tab alone to a button, which moves a position. */
	private void requireKeyboard() throws Exception {
		post("/ingest/spool", "one line\n");
		awaitPage("a line that is not durable", row("spool") + ".textContent.includes('9 B not durable')");
		int tabs = 0;
		while (!this.browser.evaluate("document.activeElement.getAttribute('aria-label')").equals("Sync spool")) {
			check(++tabs < 100, "no button 'Sync spool' within 100 tabs");
			this.browser.press("Tab");
			require("what has the focus has an outline",
					"document.activeElement === document.body || getComputedStyle(document.activeElement).outlineStyle !== 'none'");
		}
		this.browser.press(" ");
		awaitPage("what was not durable is", row("spool") + ".textContent.includes('all written is durable')");
		require("the answer is that of curl", "document.getElementById('answer').innerText.includes('"
				+ "POST /actuator/asyncappend/spool/sync \u2192 200') && JSON.parse(document.getElementById('body').textContent)"
				+ ".appenders.spool.durablePosition === 9");
		require("the focus stays", "document.activeElement.getAttribute('aria-label') === 'Sync spool'");
		this.browser.evaluate("[...document.querySelectorAll('button')].find((one) => one.textContent === 'Disable').focus()");
		this.browser.press("Enter");
		require("it asks first", "document.activeElement.textContent === 'Disable: sure?'");
		this.browser.press("Enter");
		awaitPage("disabled", "document.getElementById('mode').textContent.startsWith('disabled')");
		this.browser.evaluate("[...document.querySelectorAll('button')].find((one) => one.textContent === 'Enable').click()");
		awaitPage("enabled", "document.getElementById('mode').textContent === 'asynchronous'");
		this.browser.evaluate("[...document.querySelectorAll('button')].find((one) => one.textContent === 'Close').click()");
		say("keyboard", "sync after " + tabs + " tabs, disable and enable");
	}

	private void requireMoving() throws Exception {
		String position = row("audit") + ".querySelector('.three b').title";
		String before = this.browser.evaluate(position);
		awaitPage("a position moves", position + " !== '" + before + "'");
		awaitPage("forces are drawn", row("audit") + ".querySelector('.fsync path').getAttribute('d').length > 0");
		awaitPage("archives and free space are told",
				"/[1-9]\\d* archives?, .*free/s.test(" + row("spool") + ".querySelector('.counts').textContent)");
		say("moving", before + " and on");
	}

	/** What counts from zero again has no rate below zero, and hides nothing of what it drops. */
	private void requireAfresh() throws Exception {
		String answer = this.browser.get(this.url + "/actuator/asyncappend/spool");
		String drawn = "(() => { const row = make('afresh'), answer = " + answer + ", start = Date.now(); "
				+ "[[5e8, 7], [5e8, 9], [0, 0], [2e4, 0], [2e4, 3]].forEach(([place, dropped], i) => draw(row, { ...answer, acceptedPosition: place, "
				+ "writtenPosition: place, durablePosition: place, droppedRecords: dropped }, start + 2000 * i)); row.item.remove(); return ";
		require("no rate is below zero", drawn + "!row.rates.some((one) => one.textContent.includes('-')); })()");
		require("a drop after a restart", drawn + "row.item.className === 'row warn' && row.why.textContent.includes('3 records dropped within 4'); })()");
		say("afresh", "what counts from zero again is drawn afresh");
	}

	/** What the other system answers, and the name of a cursor, are text. */
	private void forwarding() throws Exception {
		post("/ingest/orders", "one\ntwo\n");
		awaitPage("what is not forwarded", row("orders") + ".classList.contains('warn') && " + row("orders")
				+ ".querySelector('.why').textContent.includes('Not forwarded for ')");
		require("its reason and what to do", row("orders") + ".textContent.includes('no broker listens at <orders-1:9092>\\nfor 10 s') && "
				+ row("orders") + ".textContent.includes('Mend the other system')");
		awaitPage("how far it is behind", ways("degraded: 2 records behind, 8 B"));
		require("a cursor", ways("cursor billing: 2 records behind, 8 B"));
		require("a cursor with markup for a name",
				row(MARKUP) + ".querySelector('.ways').textContent === 'cursor <img src=x onerror=alert(2)>: has all'");
		require("once each", "!" + ways("cursor forward"));
		require("none of it became markup", "document.images.length === 0");
		String answer = this.browser.get(this.url + "/actuator/asyncappend/orders");
		String drawn = "(() => { const row = make('drawn'), answer = " + answer + ", start = Date.now();"
				+ "const at = (i, forwarding, archives, lagAgeMillis) => draw(row, { ...answer, forwarding: { ...answer.forwarding, state: 'forwarding', ...forwarding },"
				+ " archives: { files: 1, bytes: 9, heldBytes: 0, overruns: 0, ...archives }, cursors: [{ ...answer.cursors[0], name: 'late', lagAgeMillis }] }, start + 1000 * i);"
				+ "at(0, {}, {}, 0); at(1, %s, %s, %s); row.item.remove(); return row.item.className + row.why.textContent + row.ways.textContent; })()";
		for (String[] one : new String[][] { { "{}", "{}", "899999", "row forwarding: 2 records behind" },
				{ "{ state: 'stopped', failure: 'no \u202emore' }", "{}", "0", "row badForwarding has stopped: no \u202emore" },
				{ "{ oldestAgeMillis: 301000 }", "{}", "0", "row warnA record is not forwarded after 5 min" },
				{ "{ diskLimitReached: true, diskLimit: 3072, onDiskLimit: 'block' }", "{}", "0",
						"row warn3.00 KB are not forwarded, as much as may be: appends find no room" },
				{ "{ diskLimitReached: true, diskLimit: 3072, onDiskLimit: 'drop-oldest' }", "{}", "0",
						"row warn3.00 KB are not forwarded, as much as may be: the oldest archives go" },
				{ "{ untilFullMillis: 10800000 }", "{}", "0", "row warnNo room for what is not forwarded in 3 h" },
				{ "{ untilFullMillis: 14400000 }", "{}", "0", "row forwarding: 2 records behind" },
				{ "{ rejectedRecords: 3 }", "{}", "0", "row warn3 records not taken by the other system for good" },
				{ "{ gapBytes: 2048 }", "{}", "0", "row warn2.00 KB were gone before they were forwarded" },
				{ "{}", "{ overruns: 1 }", "0", "row warn1 archive deleted though a cursor needed them" },
				{ "{}", "{}", "900001", "row warnCursor late has not acknowledged a record for 15 min" } }) {
			String text = this.browser.evaluate(drawn.formatted(one[0], one[1], one[2]));
			check(text.startsWith(one[3]), one[3] + " of " + List.of(one) + ": " + text);
		}
		say("forwarding", "what is behind, why, and what to do, as text");
	}

	private void forwarded() throws Exception {
		Files.delete(this.out.resolve("faults/away"));
		awaitPage("it is forwarded", ways("forwarding: has all, 2 sent, ") + " && " + row("orders") + ".className.trim() === 'row'");
		say("forwarded", "and the row is as before");
	}

	private static String ways(String text) {
		return "[...(" + row("orders") + ").querySelectorAll('.ways li')].some((one) => one.textContent.startsWith('" + text + "'))";
	}

	private void fullDisk() throws Exception {
		Path filler = this.disk.resolve("filler");
		byte[] block = new byte[4096];
		try (var file = Files.newOutputStream(filler)) {
			while (true) {
				file.write(block);
			}
		}
		catch (java.io.IOException ex) {
			check(String.valueOf(ex.getMessage()).contains("No space"), "the disk is full: " + ex);
		}
		postLines("tiny", 1500);
		awaitState("degraded");
		long amber = this.browser.await("an amber row", row("tiny") + ".classList.contains('warn')", TWO_SECONDS);
		require("its reason and what to do", row("tiny") + ".textContent.includes('No space left on device') && "
				+ row("tiny") + ".textContent.includes('Free space on the disk')");
		require("it is told to a screen reader", "document.querySelector('[aria-live]').textContent.startsWith('tiny is degraded')");
		requireReadable();
		awaitPage("20 seconds with forces", "[...document.querySelectorAll('.fsync')][0].innerHTML.split('M').length > 20");
		takePictures();
		Files.delete(filler);
		awaitState("open");
		long back = this.browser.await("a row as before", row("tiny") + ".className.trim() === 'row'", TWO_SECONDS);
		say("full disk", "amber " + amber + " ms after the endpoint said degraded, back " + back + " ms after it said open");
	}

	/** Down to the row on the full disk. */
	private void takePictures() throws Exception {
		for (int width : new int[] { 1200, 400 }) {
			for (boolean dark : new boolean[] { false, true }) {
				this.browser.look(width, 900, dark);
				double height = Double.parseDouble(this.browser.evaluate(row("tiny") + ".getBoundingClientRect().bottom + 5"));
				this.browser.look(width, (int) height, dark);
				this.browser.takePicture(this.out.resolve("live-page-" + width + (dark ? "-dark" : "") + ".png"));
			}
		}
	}

	/** 20 appenders, on a wide screen and a narrow one. */
	private void requireReadable() throws Exception {
		for (int width : new int[] { 1200, 800, 400, 320 }) {
			this.browser.look(width, 900, false);
			require("no more than " + width + " pixels", "document.documentElement.scrollWidth <= " + width);
			require("nothing beyond them",
					"[...document.querySelectorAll('body *')].every((one) => one.getBoundingClientRect().right <= " + width
							+ ".5 || one.closest('.hear'))");
			require("each row has its name, three positions and its buttons",
					"[...document.querySelectorAll('.row')].every((row) => row.querySelector('h2').offsetHeight > 0 && "
							+ "[...row.querySelectorAll('.three b')].every((one) => one.scrollWidth <= one.parentNode.clientWidth"
							+ " && one.textContent) && row.querySelectorAll('button:not([hidden])').length === 3)");
		}
		say("readable", "20 appenders from 320 to 1200 pixels");
	}

	/** A server that does not answer, and answers again. */
	private void silence() throws Exception {
		check(this.browser.takeComplaints().isEmpty(), "said by the console: " + this.browser.takeComplaints());
		signal("STOP");
		try {
			awaitPage("the connection is lost", lost("no answer"));
		}
		finally {
			signal("CONT");
		}
		awaitPage("the connection is back", "document.getElementById('lost').hidden");
		this.browser.takeComplaints();
		say("silence", "said, and over with the first answer");
	}

	private void gone() throws Exception {
		signal("KILL");
		awaitPage("the server is gone", lost("cannot be reached"));
		this.browser.look(1200, 400, false);
		this.browser.takePicture(this.out.resolve("lost-1200.png"));
		List<String> said = this.browser.takeComplaints();
		check(said.stream().allMatch((one) -> one.contains("net::ERR_")), "said by the console: " + said);
		say("gone", "said");
	}

	private static String lost(String why) {
		return "!document.getElementById('lost').hidden && document.getElementById('lost').textContent.includes('" + why + "')";
	}

	private void signal(String signal) throws Exception {
		check(new ProcessBuilder("kill", "-" + signal, this.pid).inheritIO().start().waitFor() == 0, "kill -" + signal);
	}

	private static String row(String name) {
		return "[...document.querySelectorAll('.row')].find((row) => row.querySelector('bdi').textContent === '" + name + "')";
	}

	private void awaitState(String state) throws Exception {
		long end = System.nanoTime() + LONG.toNanos();
		String answer;
		do {
			check(System.nanoTime() < end, "the endpoint does not say that tiny is " + state);
			answer = this.browser.get(this.url + "/actuator/asyncappend/tiny");
		}
		while (!answer.contains("\"state\":\"" + state + "\""));
	}

	private void postAnEvent() {
		this.client.sendAsync(request("/events").header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"user\":\"ada\",\"action\":\"login\"}"))
			.build(), BodyHandlers.discarding());
	}

	private void postLines(String name, int lines) {
		this.client.sendAsync(
				request("/ingest/" + name).POST(BodyPublishers.ofString("a line of the load\n".repeat(lines))).build(),
				BodyHandlers.discarding());
	}

	private void post(String path, String body) throws Exception {
		HttpResponse<String> response = this.client
			.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
		check(response.statusCode() == 200, path + ": " + response.statusCode() + " " + response.body());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.url + path)).timeout(LONG);
	}

	private void awaitPage(String what, String expression) throws Exception {
		this.browser.await(what, expression, LONG);
	}

	private void require(String what, String expression) throws Exception {
		check(this.browser.evaluate("Boolean(" + expression + ")").equals("true"),
				what + "; the page has: " + this.browser.evaluate("document.body.innerText"));
	}

	private static void check(boolean holds, String what) {
		if (!holds) {
			throw new IllegalStateException("not so: " + what);
		}
	}

	private static void say(String what, String text) {
		System.out.println(what + ": " + text);
	}

}
