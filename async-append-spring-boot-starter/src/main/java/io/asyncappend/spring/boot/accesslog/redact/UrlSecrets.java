package io.asyncappend.spring.boot.accesslog.redact;

/**
 * Finds secrets in what may be a URL or a part of one: the values of parameters by their
 * names, also of those in a URL that is the value of another parameter, and what is
 * before the host ({@code user:password@}).
 * <p>
 * In doubt more is taken out rather than less: a value ends where an ampersand is that
 * was encoded no more often than what is before the value.
 */
final class UrlSecrets {

	/**
	 * What may be before a name in text that is more than a URL, such as that of a map.
	 */
	private static final String MARKS = ",/\\:|<>(){}\"'`!*";

	private final SecretNames names;

	/** Those of sessions, which are in a path where a client has no cookies. */
	private final SecretNames sessions;

	UrlSecrets(SecretNames names, SecretNames sessions) {
		this.names = names;
		this.sessions = sessions;
	}

	/**
	 * Takes the secrets out.
	 * @param text the text
	 * @param path whether it is a path alone, in which a slash ends the value of a
	 * parameter
	 * @return the text, the same if there was none
	 */
	String redact(String text, boolean path) {
		return isSuspect(text) ? new Search(text, path).run() : text;
	}

	private boolean isSuspect(String text) {
		boolean parameters = !this.names.isEmpty();
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '%' || c == '@' || c == '=' && parameters) {
				return true;
			}
			// What is before the value of a session.
			parameters |= c == ';';
		}
		return false;
	}

	/** A search through one text. */
	private final class Search {

		private final String text;

		private final boolean path;

		private final DecodedText decoded;

		private final StringBuilder out = new StringBuilder();

		/** How far the text was taken over. */
		private int taken;

		/** Where a name begins. */
		private int name;

		/** What is before the name: 0 at the beginning of the text. */
		private char delimiter;

		private int level;

		Search(String text, boolean path) {
			this.text = text;
			this.path = path;
			this.decoded = new DecodedText(text);
		}

		String run() {
			int first = 0;
			if (this.path && !isSlash(0)) {
				// Of a CONNECT it is an authority; no other has a user in front.
				first = hideUser(0, 0);
			}
			for (int i = first; i < this.decoded.length();) {
				i = step(i);
			}
			return (this.taken == 0) ? this.text
					: this.out.append(this.text, this.taken, this.text.length()).toString();
		}

		private int step(int at) {
			char c = this.decoded.charAt(at);
			if (c == '=' && isSecretBefore(at)) {
				int end = valueEnd(at);
				hide(at + 1, end);
				return end;
			}
			if (c == '&' || c == ';' || c == '?' || c == '#' || c == '=') {
				delimit(at);
			}
			return isSlash(at) && isBeforeAuthority(at) ? hideUser(at + 1, this.decoded.level(at)) : at + 1;
		}

		private void delimit(int at) {
			this.name = at + 1;
			this.delimiter = this.decoded.charAt(at);
			this.level = this.decoded.level(at);
		}

		/** The whole name is one, or what is behind the last mark in it. */
		private boolean isSecretBefore(int equals) {
			SecretNames names = UrlSecrets.this.names;
			if (this.delimiter == ';' && UrlSecrets.this.sessions.contains(this.decoded.substring(this.name, equals))) {
				return true;
			}
			if (names.isEmpty()) {
				return false;
			}
			if (names.contains(this.decoded.substring(this.name, equals))) {
				return true;
			}
			int end = equals;
			while (end > this.name && SecretNames.isBlank(this.decoded.charAt(end - 1))) {
				end--;
			}
			boolean marked = false;
			// A name may have marks in it, but it is no longer than the longest.
			for (int i = end - 1; i >= this.name && !(marked && end - i - 1 > names.longest()); i--) {
				if (isMark(this.decoded.charAt(i))) {
					marked = true;
					if (names.contains(this.decoded.substring(i + 1, end))) {
						delimit(i);
						return true;
					}
				}
			}
			return false;
		}

		private static boolean isMark(char c) {
			return SecretNames.isBlank(c) || MARKS.indexOf(c) >= 0;
		}

		private int valueEnd(int equals) {
			int most = Math.min(this.level, this.decoded.level(equals));
			boolean ofPath = this.path && (this.delimiter == ';' || this.delimiter == '/');
			for (int i = equals + 1; i < this.decoded.length(); i++) {
				char c = this.decoded.charAt(i);
				if (this.decoded.level(i) <= most && (ofPath ? c == '/' || c == ';' : c == '&')) {
					return i;
				}
			}
			return this.decoded.length();
		}

		private boolean isSlash(int at) {
			return at >= 0 && at < this.decoded.length()
					&& (this.decoded.charAt(at) == '/' || this.decoded.charAt(at) == '\\');
		}

		/**
		 * At the last of several slashes, or of any behind the colon of a scheme: clients
		 * take them in either direction, and proxies make one of two. A path may begin
		 * with several.
		 */
		private boolean isBeforeAuthority(int at) {
			if (isSlash(at + 1)) {
				return false;
			}
			int first = at;
			while (isSlash(first - 1)) {
				first--;
			}
			return first > 0 && this.decoded.charAt(first - 1) == ':' || first < at && !this.path;
		}

		/** Returns where the host begins, or what is behind the user. */
		private int hideUser(int start, int level) {
			int end = start;
			for (int i = start; i < this.decoded.length(); i++) {
				char c = this.decoded.charAt(i);
				if ((c == '/' || c == '?' || c == '#') && this.decoded.level(i) <= level) {
					break;
				}
				if (c == '@') {
					end = i;
				}
			}
			if (end > start) {
				hide(start, end);
			}
			return end;
		}

		private void hide(int from, int to) {
			this.out.append(this.text, this.taken, this.decoded.start(from)).append(Redaction.HIDDEN);
			this.taken = this.decoded.start(to);
		}

	}

}
