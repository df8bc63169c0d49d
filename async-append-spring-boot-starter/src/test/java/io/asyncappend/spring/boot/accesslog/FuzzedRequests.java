package io.asyncappend.spring.boot.accesslog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Requests by chance, well-formed, of which most have a secret somewhere: a parameter, a
 * header or a cookie, in any spelling and as often encoded as may be. Each has an answer
 * of which every server says the same, and a number in its path.
 */
final class FuzzedRequests {

	/** What no line may have, encoded or not. */
	static final String SECRET = "s3cr3T";

	/** What is redacted by name. */
	static final String ARGUMENTS = "token,access_token,p\u00e4ss";

	private static final int MOST_BYTES = 4000;

	private static final List<String> NAMES = List.of("token", "access_token", "p\u00e4ss");

	private static final List<String> URL_HEADERS = List.of("Referer", "referer", "X-Original-URL");

	private static final List<String> SECRET_HEADERS = List.of("Authorization", "authorization", "COOKIE", "Cookie",
			"Proxy-Authorization", "X-Api-Key", "x-api-KEY");

	private static final List<String> TEXTS = List.of("curl/7.88.1", "a \"quoted\" text", "back\\slash", "tab\there",
			"\u00e4\u00f6\u00fc", "\u20ac", "\ud83d\ude00", "\u202eevil", "{\"json\":1}", "</script>", "%zz%", "",
			"\u00ff");

	private final Random random;

	FuzzedRequests(long seed) {
		this.random = new Random(seed);
	}

	/** The bytes of a request, a char each: no more than every server takes. */
	String next(int number) {
		for (String request = request(number);; request = request(number)) {
			if (request.length() < MOST_BYTES) {
				return request;
			}
		}
	}

	private String request(int number) {
		StringBuilder request = new StringBuilder(oneOf("GET", "GET", "GET", "HEAD", "DELETE", "PATCH"));
		request.append(' ')
			.append(target(number))
			.append(" HTTP/1.1\r\nHost: ")
			.append(oneOf("example.org", "example.org:81"));
		request.append("\r\nUser-Agent: ").append(header(oneOf(TEXTS)));
		for (int i = this.random.nextInt(4); i > 0; i--) {
			request.append("\r\n").append(header());
		}
		return request.append("\r\n\r\n").toString();
	}

	private String target(int number) {
		StringBuilder target = new StringBuilder("/r/").append(number);
		if (chance(5)) {
			// More often encoded, Jetty takes none in a path.
			target.append(";").append(encode(oneOf(NAMES), 0)).append('=').append(SECRET).append("/x");
		}
		if (!chance(5)) {
			target.append('?').append(query(0));
		}
		return target.toString();
	}

	private String query(int depth) {
		List<String> parameters = new ArrayList<>();
		for (int i = this.random.nextInt(4); i >= 0; i--) {
			parameters.add(switch (this.random.nextInt(5)) {
				case 0 -> oneOf("a", "b", "page", "q") + "=" + oneOf("", "1", "two%20words", "%E2%82%AC", "x+y", "%25");
				case 1 -> (depth < 2) ? "next=" + encode(url(depth + 1), this.random.nextInt(2)) : "flag";
				default -> parameter();
			});
		}
		return String.join("&", parameters);
	}

	private String url(int depth) {
		String user = chance(3) ? "ada:" + SECRET + "@" : "";
		return oneOf("https://", "http://", "//", "https:/") + user + "host.example/p" + (chance(4) ? "#" : "?")
				+ query(depth);
	}

	private String parameter() {
		return name() + "=" + secret();
	}

	private String name() {
		StringBuilder name = new StringBuilder();
		for (char c : oneOf(NAMES).toCharArray()) {
			name.append(this.random.nextBoolean() ? Character.toUpperCase(c) : c);
		}
		String spelled = name.toString();
		if (chance(6)) {
			spelled = oneOf(spelled + "[]", spelled + "[0]", "user[" + spelled + "]", "user." + spelled);
		}
		return encode(spelled, this.random.nextInt(3));
	}

	private String secret() {
		return encode(SECRET + oneOf("", "", "+x", "&"), this.random.nextInt(3)).replace("&", "%26")
			.replace(" ", "%20");
	}

	private String header() {
		if (chance(3)) {
			return oneOf(URL_HEADERS) + ": " + (chance(2) ? url(0) : "/p?" + query(0));
		}
		if (chance(2)) {
			return oneOf(SECRET_HEADERS) + ": a=" + secret();
		}
		if (chance(4)) {
			return "X-Text: {a=b, " + oneOf(NAMES.get(0), NAMES.get(1)) + "=" + secret() + "}";
		}
		return "X-Text: " + header(oneOf(TEXTS));
	}

	/** As bytes of UTF-8, but for one that is none. */
	private static String header(String text) {
		return text.equals("\u00ff") ? text
				: new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
	}

	/** Encodes what has to be, and other characters by chance, so many times. */
	private String encode(String text, int times) {
		String encoded = text;
		for (int i = 0; i <= times; i++) {
			StringBuilder once = new StringBuilder();
			for (byte b : encoded.getBytes(StandardCharsets.UTF_8)) {
				char c = (char) (b & 0xff);
				boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~+".indexOf(c) >= 0);
				boolean must = i > 0 ? c == '%' || c == '=' || c == '&' : !plain;
				if (must || (i < times && chance(3))) {
					once.append('%').append(hex(c >> 4)).append(hex(c & 0xf));
				}
				else {
					once.append(c);
				}
			}
			encoded = once.toString();
		}
		return encoded;
	}

	private char hex(int digit) {
		char c = Character.forDigit(digit, 16);
		return this.random.nextBoolean() ? Character.toUpperCase(c) : c;
	}

	private boolean chance(int oneIn) {
		return this.random.nextInt(oneIn) == 0;
	}

	private <T> T oneOf(List<T> choices) {
		return choices.get(this.random.nextInt(choices.size()));
	}

	private String oneOf(String... choices) {
		return choices[this.random.nextInt(choices.length)];
	}

}
