package io.asyncappend.internal.tool;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;

/**
 * Writes JSON (RFC 8259) on one line, of nothing but printable characters. Not
 * thread-safe.
 */
final class Json {

	private final StringBuilder text = new StringBuilder();

	/** What ends each object or array that is open. */
	private final Deque<Character> open = new ArrayDeque<>();

	/** Something comes before what is written next. */
	private boolean separate;

	Json object() {
		return open('{', '}');
	}

	Json object(String name) {
		return name(name).open('{', '}');
	}

	Json array(String name) {
		return name(name).open('[', ']');
	}

	private Json open(char begin, char end) {
		separate();
		this.text.append(begin);
		this.open.push(end);
		this.separate = false;
		return this;
	}

	Json end() {
		this.text.append(this.open.pop());
		this.separate = true;
		return this;
	}

	Json put(String name, long number) {
		name(name);
		this.text.append(number);
		this.separate = true;
		return this;
	}

	Json put(String name, boolean value) {
		name(name);
		this.text.append(value);
		this.separate = true;
		return this;
	}

	Json put(String name, String value) {
		name(name);
		quote(value);
		this.separate = true;
		return this;
	}

	/** As {@code text} where it is UTF-8, else as {@code base64}. */
	Json put(byte[] bytes) {
		try {
			return put("text", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
		}
		catch (CharacterCodingException ex) {
			return put("base64", Base64.getEncoder().encodeToString(bytes));
		}
	}

	private Json name(String name) {
		separate();
		quote(name);
		this.text.append(':');
		this.separate = false;
		return this;
	}

	private void separate() {
		if (this.separate) {
			this.text.append(',');
		}
	}

	private void quote(String value) {
		this.text.append('"');
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c == '"' || c == '\\') {
				this.text.append('\\').append(c);
			}
			else if (c < ' ' || c >= 0x7f) {
				this.text.append(String.format("\\u%04x", (int) c));
			}
			else {
				this.text.append(c);
			}
		}
		this.text.append('"');
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
