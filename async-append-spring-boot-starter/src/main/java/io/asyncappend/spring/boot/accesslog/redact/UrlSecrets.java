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

	private final SecretNames names;

	UrlSecrets(SecretNames names) {
		this.names = names;
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
			for (int i = 0; i < this.decoded.length();) {
				i = step(i);
			}
			return (this.taken == 0) ? this.text
					: this.out.append(this.text, this.taken, this.text.length()).toString();
		}

		private int step(int at) {
			char c = this.decoded.charAt(at);
			if (c == '=' && UrlSecrets.this.names.contains(this.decoded.substring(this.name, at))) {
				int end = valueEnd(at);
				hide(at + 1, end);
				return end;
			}
			if (c == '&' || c == ';' || c == '?' || c == '#' || c == '=') {
				this.name = at + 1;
				this.delimiter = c;
				this.level = this.decoded.level(at);
			}
			else if (c == '/' && isBeforeAuthority(at)) {
				int end = userEnd(at + 1);
				if (end > at + 1) {
					hide(at + 1, end);
					return end;
				}
			}
			return at + 1;
		}

		private int valueEnd(int equals) {
			int most = Math.min(this.level, this.decoded.level(equals));
			boolean ofPath = this.path && this.delimiter == ';';
			for (int i = equals + 1; i < this.decoded.length(); i++) {
				char c = this.decoded.charAt(i);
				if (this.decoded.level(i) <= most && (ofPath ? c == '/' || c == ';' : c == '&')) {
					return i;
				}
			}
			return this.decoded.length();
		}

		/** At the second slash behind the colon of a scheme, or at the beginning. */
		private boolean isBeforeAuthority(int at) {
			return at > 0 && this.decoded.charAt(at - 1) == '/'
					&& (at > 1 && this.decoded.charAt(at - 2) == ':' || at == 1 && !this.path);
		}

		/** Where the host begins, or what is before it. */
		private int userEnd(int start) {
			int most = this.decoded.level(start - 1);
			int end = start;
			for (int i = start; i < this.decoded.length(); i++) {
				char c = this.decoded.charAt(i);
				if ((c == '/' || c == '?' || c == '#') && this.decoded.level(i) <= most) {
					break;
				}
				if (c == '@') {
					end = i;
				}
			}
			return end;
		}

		private void hide(int from, int to) {
			this.out.append(this.text, this.taken, this.decoded.start(from)).append(Redaction.HIDDEN);
			this.taken = this.decoded.start(to);
		}

	}

}
