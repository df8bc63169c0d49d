import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One tab of a headless Chromium, driven over the DevTools protocol. What is said of the
 * browser's page is JavaScript that returns a text; what the page says unasked (messages
 * of its console, exceptions, violations of its policy) is kept.
 */
class Browser implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Pattern ID = Pattern.compile("^\\{\"id\":(\\d+),");

	private static final Pattern TEXT = Pattern.compile("\"(?:value|data)\":\"((?:[^\"\\\\]++|\\\\.)*+)\"");

	private static final Pattern EVENT = Pattern
		.compile("^\\{\"method\":\"(Runtime\\.consoleAPICalled|Runtime\\.exceptionThrown|Log\\.entryAdded)\"");

	private final HttpClient client = HttpClient.newHttpClient();

	private final Map<Integer, CompletableFuture<String>> answers = new ConcurrentHashMap<>();

	private final List<String> complaints = new CopyOnWriteArrayList<>();

	private final Process process;

	private final WebSocket socket;

	private int calls;

	Browser(String program, Path profile) throws Exception {
		List<String> command = new ArrayList<>(List.of(program, "--headless=new", "--remote-debugging-port=0",
				"--user-data-dir=" + profile.toAbsolutePath(), "--no-first-run", "--disable-gpu",
				"--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
				"--disable-sync", "--hide-scrollbars", "--lang=en", "about:blank"));
		if (System.getProperty("user.name").equals("root")) {
			// Root has no sandbox; the browser sees nothing but the page of this machine.
			command.add(1, "--no-sandbox");
		}
		this.process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(profile.resolveSibling("chromium.log").toFile())
			.start();
		try {
			this.socket = this.client.newWebSocketBuilder()
				.buildAsync(tab(profile.resolve("DevToolsActivePort")), new Listener())
				.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			for (String domain : List.of("Page", "Runtime", "Log")) {
				call(domain + ".enable", "{}");
			}
		}
		catch (Exception ex) {
			this.process.destroyForcibly();
			throw ex;
		}
	}

	private URI tab(Path active) throws Exception {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (true) {
			List<String> lines = Files.exists(active) ? Files.readAllLines(active) : List.of();
			if (lines.size() > 1) {
				String list = get("http://127.0.0.1:" + lines.get(0) + "/json/list");
				Matcher tab = Pattern.compile("\"webSocketDebuggerUrl\":\\s*\"([^\"]*/devtools/page/[^\"]*)\"").matcher(list);
				if (tab.find()) {
					return URI.create(tab.group(1));
				}
			}
			if (System.nanoTime() > end || !this.process.isAlive()) {
				throw new IllegalStateException("Chromium did not start; see chromium.log");
			}
			TimeUnit.MILLISECONDS.sleep(50);
		}
	}

	String get(String url) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString()).body();
	}

	/** Calls a method of the protocol and returns the whole answer. */
	String call(String method, String parameters) throws Exception {
		int id = ++this.calls;
		CompletableFuture<String> answer = new CompletableFuture<>();
		this.answers.put(id, answer);
		this.socket
			.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
			.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		String text = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		if (text.contains("\"error\":") && text.indexOf("\"error\":") < 20) {
			throw new IllegalStateException(method + ": " + text);
		}
		return text;
	}

	/** What an expression is, as a text. */
	String evaluate(String expression) throws Exception {
		String answer = call("Runtime.evaluate",
				"{\"returnByValue\":true,\"expression\":" + quoted("String(" + expression + ")") + "}");
		Matcher value = TEXT.matcher(answer);
		if (answer.contains("\"exceptionDetails\"") || !value.find()) {
			throw new IllegalStateException(expression + ": " + answer);
		}
		return unquoted(value.group(1));
	}

	/** Waits until an expression is true; returns after how many milliseconds it was. */
	long await(String what, String expression, Duration patience) throws Exception {
		long start = System.nanoTime();
		while (!evaluate("Boolean(" + expression + ")").equals("true")) {
			if (System.nanoTime() - start > patience.toNanos()) {
				throw new IllegalStateException("not within " + patience + ": " + what + "; the page has: "
						+ evaluate("document.body ? document.body.innerText : ''"));
			}
			TimeUnit.MILLISECONDS.sleep(20);
		}
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
	}

	void open(String url) throws Exception {
		call("Page.navigate", "{\"url\":" + quoted(url) + "}");
		await("the page", "document.readyState === 'complete' && location.href !== 'about:blank'", PATIENCE);
	}

	void press(String key) throws Exception {
		String text = key.equals("Enter") ? ",\"text\":\"\\r\"" : key.equals(" ") ? ",\"text\":\" \"" : "";
		int code = key.equals("Enter") ? 13 : key.equals(" ") ? 32 : 9;
		String common = "\"key\":" + quoted(key) + ",\"windowsVirtualKeyCode\":" + code;
		call("Input.dispatchKeyEvent", "{\"type\":\"keyDown\"," + common + text + "}");
		call("Input.dispatchKeyEvent", "{\"type\":\"keyUp\"," + common + "}");
	}

	void look(int width, int height, boolean dark) throws Exception {
		call("Emulation.setDeviceMetricsOverride",
				"{\"width\":" + width + ",\"height\":" + height + ",\"deviceScaleFactor\":1,\"mobile\":false}");
		call("Emulation.setEmulatedMedia", "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\""
				+ (dark ? "dark" : "light") + "\"}]}");
	}

	void takePicture(Path file) throws Exception {
		Matcher data = TEXT.matcher(call("Page.captureScreenshot", "{\"format\":\"png\"}"));
		if (!data.find()) {
			throw new IllegalStateException("no picture");
		}
		Files.write(file, Base64.getDecoder().decode(data.group(1)));
	}

	/** What the console had to say so far, without what was said before. */
	List<String> takeComplaints() {
		List<String> taken = List.copyOf(this.complaints);
		this.complaints.clear();
		return taken;
	}

	static String quoted(String text) {
		return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t") + "\"";
	}

	private static String unquoted(String json) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < json.length(); i++) {
			char c = json.charAt(i);
			if (c != '\\') {
				text.append(c);
				continue;
			}
			char escaped = json.charAt(++i);
			if (escaped == 'u') {
				text.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
				i += 4;
			}
			else {
				text.append(switch (escaped) {
					case 'n' -> '\n';
					case 't' -> '\t';
					case 'r' -> '\r';
					default -> escaped;
				});
			}
		}
		return text.toString();
	}

	@Override
	public void close() throws Exception {
		this.socket.abort();
		this.process.destroy();
		if (!this.process.waitFor(5, TimeUnit.SECONDS)) {
			this.process.destroyForcibly().waitFor();
		}
	}

	private final class Listener implements WebSocket.Listener {

		private final StringBuilder message = new StringBuilder();

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.message.append(data);
			if (last) {
				String text = this.message.toString();
				this.message.setLength(0);
				Matcher id = ID.matcher(text);
				if (id.find()) {
					Browser.this.answers.remove(Integer.parseInt(id.group(1))).complete(text);
				}
				else if (EVENT.matcher(text).find()) {
					Browser.this.complaints.add(text);
				}
			}
			socket.request(1);
			return null;
		}

	}

}
