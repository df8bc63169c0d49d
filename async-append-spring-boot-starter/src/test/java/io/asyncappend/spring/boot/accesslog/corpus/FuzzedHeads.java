package io.asyncappend.spring.boot.accesslog.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Then;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Via;

/**
 * Heads of requests, a char a byte: those of the corpus, changed by chance, so that most
 * are malformed in some way that nobody has thought of. The same for the same seed.
 */
final class FuzzedHeads {

	/** What is longer is slow, and in the corpus itself. */
	private static final int MAX_LENGTH = 2000;

	private static final int MAX_CHANGES = 4;

	private static final List<String> PIECES = List.of("\r\n", "\n", "\r", "\0", " ", "\t", "\"", "\\", "/", "//",
			"/../", "?", "#", ";", ":", "://", "@", "%", "%00", "%0d%0a", "%2f", "%2e%2e", "%c3%a9", "\u00c3\u00a9",
			"\u00ff", "\u007f", "\u001b[31m", "*", "http:", "http://evil", "https://x:1/", "[::1]", "\\x0a", "\" 200 5",
			" HTTP/1.1", " HTTP/1.0", " HTTP/2.0", "GET ", "HEAD ", "OPTIONS ", "CONNECT ", "GET /secret HTTP/1.1\r\n",
			"Host: ", "Host: a:99999\r\n", "X-In: ", "X-Forwarded-For: ::1\r\n", "Content-Length: 0\r\n",
			"Transfer-Encoding: chunked\r\n", "Expect: 100-continue\r\n", "Upgrade: websocket\r\n", "\r\n ", "{}|^`<>");

	private final Random random;

	private final List<String> bases;

	FuzzedHeads(long seed) {
		this.random = new Random(seed);
		this.bases = CorpusFile.readAll()
			.stream()
			.filter((entry) -> entry.via() == Via.HTTP && entry.then() == Then.READ)
			.map(CorpusEntry::request)
			// It is cut, and its line has another status on Tomcat.
			.filter((request) -> !request.contains("/breaks"))
			.filter((request) -> request.length() < MAX_LENGTH && request.endsWith("\r\n\r\n"))
			.toList();
	}

	List<String> next(int count) {
		List<String> heads = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			StringBuilder head = new StringBuilder(base());
			for (int left = 1 + this.random.nextInt(MAX_CHANGES); left > 0; left--) {
				change(head);
			}
			// So that a server need not wait for the rest of most of them.
			heads.add(head.append("\r\n\r\n").toString());
		}
		return heads;
	}

	private String base() {
		return this.bases.get(this.random.nextInt(this.bases.size()));
	}

	private void change(StringBuilder head) {
		int at = place(head);
		switch (this.random.nextInt(6)) {
			case 0 -> head.setCharAt(at, (char) this.random.nextInt(0x100));
			case 1 -> head.deleteCharAt(at);
			case 2 -> head.delete(at, Math.min(head.length(), at + this.random.nextInt(20)));
			case 3 -> head.insert(at, head.substring(at, Math.min(head.length(), at + this.random.nextInt(20))));
			case 4 -> {
				String other = base();
				int from = this.random.nextInt(other.length());
				head.insert(at, other.substring(from, Math.min(other.length(), from + this.random.nextInt(60))));
			}
			default -> head.insert(at, PIECES.get(this.random.nextInt(PIECES.size())));
		}
		if (head.isEmpty()) {
			head.append(base());
		}
	}

	/** Mostly in the request line, which is where lines come from. */
	private int place(StringBuilder head) {
		int end = head.indexOf("\r\n");
		return this.random.nextInt((end > 0 && this.random.nextInt(3) > 0) ? end : head.length());
	}

}
