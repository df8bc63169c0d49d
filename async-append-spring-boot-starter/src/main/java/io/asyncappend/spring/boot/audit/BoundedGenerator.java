package io.asyncappend.spring.boot.audit;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TreeNode;
import tools.jackson.core.util.JsonGeneratorDelegate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Writes a value as JSON within a number of bytes, whatever the value's getters come up
 * with: long texts are cut, what is nested too deep is left out, secrets are masked by
 * their names, and of what does not end only the beginning is written. Raw JSON that a
 * value brings along is written as text: it could be another event. Not thread-safe.
 */
final class BoundedGenerator extends JsonGeneratorDelegate {

	/** Deeper than any event is meant to be, and far from the end of a stack. */
	static final int MAX_DEPTH = 64;

	/** Less than the most digits that are read; they take long to be found. */
	private static final int MOST_BITS = 3 * AuditEventReader.MOST_DIGITS;

	private static final String TOO_DEEP = "...[left out, nested deeper than " + MAX_DEPTH + "]";

	private static final String TOO_LARGE = "...[left out, as the event is too large]";

	/** The mark, and the name that stands before it in an object. */
	static final int MARKS = 2 * (TOO_LARGE.length() + 8);

	private final JsonMapper mapper;

	private final Mask mask;

	private final int longestText;

	private int left;

	/** Everything is written, and counted, that could be. */
	private boolean full;

	private int depth;

	/** How deep in what is left out: 0 for not at all. */
	private int skipped;

	private boolean masked;

	/** The next text may say what another value is. */
	private boolean naming;

	private boolean pairs;

	/** The delegate waits for the value of a name. */
	private boolean named;

	/** There is one value, whatever else is written behind it. */
	private boolean begun;

	BoundedGenerator(TokenBuffer json, JsonMapper mapper, Mask mask, int longestText, int maxBytes) {
		super(json, false);
		this.mapper = mapper;
		this.mask = mask;
		this.longestText = longestText;
		this.left = maxBytes - MARKS;
	}

	/**
	 * Whether there was no room for the rest of the value, which only {@link #end()}
	 * ends.
	 */
	boolean isFull() {
		return this.full;
	}

	/** Whether something has the name of a secret for its text. */
	boolean hasPairs() {
		return this.pairs;
	}

	/**
	 * Makes sure that there is one whole value: ends what is unfinished because there was
	 * no room for the rest.
	 * @throws IllegalStateException if it is unfinished though there was room
	 */
	void end() {
		TokenStreamContext context = this.delegate.streamWriteContext();
		if (!this.full) {
			if (!this.begun || !context.inRoot()) {
				throw new IllegalStateException("the value has written half of itself");
			}
			return;
		}
		if (context.inObject() && !this.named) {
			this.delegate.writeName("...");
		}
		if (!context.inRoot() || !this.begun) {
			this.delegate.writeString(TOO_LARGE);
		}
		for (; !context.inRoot(); context = this.delegate.streamWriteContext()) {
			if (context.inObject()) {
				this.delegate.writeEndObject();
			}
			else {
				this.delegate.writeEndArray();
			}
		}
	}

	private void spend(int bytes) {
		if (this.full || bytes > this.left) {
			this.full = true;
			throw new FullException();
		}
		this.left -= bytes;
	}

	/**
	 * Whether a value is to be written, which then must be: it may be a secret, or in
	 * what is left out.
	 */
	private boolean isWanted(int bytes) {
		if (this.skipped > 0 || (this.depth == 0 && this.begun)) {
			spend(1);
			return false;
		}
		spend(Math.max(bytes, Mask.MASKED.length() + 2) + 1);
		this.begun = true;
		this.named = false;
		if (this.masked) {
			this.masked = false;
			this.delegate.writeString(Mask.MASKED);
			return false;
		}
		return true;
	}

	private boolean isStartWanted() {
		boolean tooDeep = this.depth == MAX_DEPTH;
		// The end is paid for with the start.
		boolean wanted = isWanted(tooDeep ? TOO_DEEP.length() + 2 : 2);
		if (wanted && tooDeep) {
			this.delegate.writeString(TOO_DEEP);
		}
		if (wanted && !tooDeep) {
			this.depth++;
			return true;
		}
		this.skipped++;
		if (this.skipped > MAX_DEPTH) {
			// What is left out may have no end.
			this.full = true;
			throw new FullException();
		}
		return false;
	}

	private boolean isEndWanted() {
		if (this.skipped > 0) {
			this.skipped--;
			return false;
		}
		this.depth--;
		return true;
	}

	private JsonGenerator text(String text) {
		this.pairs |= this.naming && this.mask.matches(text);
		if (this.skipped > 0 || this.masked) {
			isWanted(0);
			return this;
		}
		String cut = EventText.cut(text, Math.max(0, Math.min(this.longestText, this.left - 3)));
		if (isWanted(EventText.size(cut) + 2)) {
			this.delegate.writeString(cut);
		}
		return this;
	}

	private JsonGenerator number(String digits, Runnable write) {
		if (digits.length() > this.longestText) {
			return text(digits);
		}
		if (isWanted(digits.length())) {
			write.run();
		}
		return this;
	}

	@Override
	public JsonGenerator writeStartArray() {
		if (isStartWanted()) {
			this.delegate.writeStartArray();
		}
		return this;
	}

	@Override
	public JsonGenerator writeStartArray(@Nullable Object forValue) {
		return writeStartArray();
	}

	@Override
	public JsonGenerator writeStartArray(@Nullable Object forValue, int size) {
		return writeStartArray();
	}

	@Override
	public JsonGenerator writeEndArray() {
		if (isEndWanted()) {
			this.delegate.writeEndArray();
		}
		return this;
	}

	@Override
	public JsonGenerator writeStartObject() {
		if (isStartWanted()) {
			this.delegate.writeStartObject();
		}
		return this;
	}

	@Override
	public JsonGenerator writeStartObject(@Nullable Object forValue) {
		return writeStartObject();
	}

	@Override
	public JsonGenerator writeStartObject(@Nullable Object forValue, int size) {
		return writeStartObject();
	}

	@Override
	public JsonGenerator writeEndObject() {
		if (isEndWanted()) {
			this.delegate.writeEndObject();
		}
		return this;
	}

	@Override
	public JsonGenerator writeName(String name) {
		if (this.skipped > 0) {
			spend(1);
			return this;
		}
		String cut = EventText.cut(name, Math.max(0, Math.min(this.longestText, this.left - 3)));
		spend(EventText.size(cut) + 3);
		this.delegate.writeName(cut);
		this.named = true;
		// By all of it: what makes it the name of a secret may be at its end.
		this.masked = this.mask.matches(name);
		this.naming = this.mask.isNaming(name);
		return this;
	}

	@Override
	public JsonGenerator writeName(SerializableString name) {
		return writeName(name.getValue());
	}

	@Override
	public JsonGenerator writePropertyId(long id) {
		return writeName(Long.toString(id));
	}

	@Override
	public JsonGenerator writeString(@Nullable String text) {
		return (text != null) ? text(text) : writeNull();
	}

	@Override
	public JsonGenerator writeString(SerializableString text) {
		return text(text.getValue());
	}

	@Override
	public JsonGenerator writeString(char[] buffer, int offset, int length) {
		return text(new String(buffer, offset, length));
	}

	@Override
	public JsonGenerator writeString(Reader reader, int length) {
		throw new UnsupportedOperationException("no text of a reader, which may not end");
	}

	@Override
	public JsonGenerator writeRawUTF8String(byte[] buffer, int offset, int length) {
		return writeUTF8String(buffer, offset, length);
	}

	@Override
	public JsonGenerator writeUTF8String(byte[] buffer, int offset, int length) {
		return text(new String(buffer, offset, length, java.nio.charset.StandardCharsets.UTF_8));
	}

	@Override
	public JsonGenerator writeRaw(String text) {
		return text(text);
	}

	@Override
	public JsonGenerator writeRaw(String text, int offset, int length) {
		return text(text.substring(offset, offset + length));
	}

	@Override
	public JsonGenerator writeRaw(SerializableString raw) {
		return text(raw.getValue());
	}

	@Override
	public JsonGenerator writeRaw(char[] text, int offset, int length) {
		return text(new String(text, offset, length));
	}

	@Override
	public JsonGenerator writeRaw(char c) {
		return text(String.valueOf(c));
	}

	@Override
	public JsonGenerator writeRawValue(String text) {
		return text(text);
	}

	@Override
	public JsonGenerator writeRawValue(String text, int offset, int length) {
		return writeRaw(text, offset, length);
	}

	@Override
	public JsonGenerator writeRawValue(char[] text, int offset, int length) {
		return writeRaw(text, offset, length);
	}

	@Override
	public JsonGenerator writeBinary(Base64Variant variant, byte[] data, int offset, int length) {
		int most = Math.min(length, this.longestText);
		String text = variant.encode((offset == 0 && most == data.length) ? data
				: java.util.Arrays.copyOfRange(data, offset, offset + most));
		return text((most < length) ? text + " ...[cut, of " + length + " bytes]" : text);
	}

	@Override
	public int writeBinary(Base64Variant variant, InputStream data, int length) {
		throw new UnsupportedOperationException("no bytes of a stream, which may not end");
	}

	@Override
	public JsonGenerator writeNumber(short number) {
		return number(Short.toString(number), () -> this.delegate.writeNumber(number));
	}

	@Override
	public JsonGenerator writeNumber(int number) {
		return number(Integer.toString(number), () -> this.delegate.writeNumber(number));
	}

	@Override
	public JsonGenerator writeNumber(long number) {
		return number(Long.toString(number), () -> this.delegate.writeNumber(number));
	}

	@Override
	public JsonGenerator writeNumber(@Nullable BigInteger number) {
		if (number == null) {
			return writeNull();
		}
		if (number.bitLength() > MOST_BITS) {
			return text("...[left out, a number of " + number.bitLength() + " bits]");
		}
		return number(number.toString(), () -> this.delegate.writeNumber(number));
	}

	@Override
	public JsonGenerator writeNumber(double number) {
		return number(Double.toString(number) + "  ", () -> this.delegate.writeNumber(number));
	}

	@Override
	public JsonGenerator writeNumber(float number) {
		return number(Float.toString(number) + "  ", () -> this.delegate.writeNumber(number));
	}

	@Override
	public JsonGenerator writeNumber(@Nullable BigDecimal number) {
		if (number == null) {
			return writeNull();
		}
		if (number.unscaledValue().bitLength() > MOST_BITS) {
			return text("...[left out, a number of " + number.unscaledValue().bitLength() + " bits]");
		}
		return number(number.toString(), () -> this.delegate.writeNumber(number));
	}

	/** A serializer may write any text as a number. */
	@Override
	public JsonGenerator writeNumber(@Nullable String encoded) {
		if (encoded == null) {
			return writeNull();
		}
		try {
			return writeNumber(new BigDecimal(EventText.cut(encoded, AuditEventReader.MOST_DIGITS)));
		}
		catch (NumberFormatException ex) {
			return text(encoded);
		}
	}

	@Override
	public JsonGenerator writeNumber(char[] encoded, int offset, int length) {
		return writeNumber(new String(encoded, offset, length));
	}

	@Override
	public JsonGenerator writeBoolean(boolean state) {
		if (isWanted(5)) {
			this.delegate.writeBoolean(state);
		}
		return this;
	}

	/** No value is no secret. */
	@Override
	public JsonGenerator writeNull() {
		this.masked = false;
		if (isWanted(4)) {
			this.delegate.writeNull();
		}
		return this;
	}

	@Override
	public JsonGenerator writeEmbeddedObject(@Nullable Object object) {
		return (object instanceof byte[] bytes) ? writeBinary(bytes) : writeString(String.valueOf(object));
	}

	@Override
	public JsonGenerator writePOJO(@Nullable Object object) {
		this.mapper.writeValue(this, object);
		return this;
	}

	@Override
	public JsonGenerator writeTree(@Nullable TreeNode tree) {
		return writePOJO(tree);
	}

	@Override
	public JsonGenerator writeArray(int[] array, int offset, int length) {
		writeStartArray();
		for (int i = offset; i < offset + length; i++) {
			writeNumber(array[i]);
		}
		return writeEndArray();
	}

	@Override
	public JsonGenerator writeArray(long[] array, int offset, int length) {
		writeStartArray();
		for (int i = offset; i < offset + length; i++) {
			writeNumber(array[i]);
		}
		return writeEndArray();
	}

	@Override
	public JsonGenerator writeArray(double[] array, int offset, int length) {
		writeStartArray();
		for (int i = offset; i < offset + length; i++) {
			writeNumber(array[i]);
		}
		return writeEndArray();
	}

	@Override
	public JsonGenerator writeArray(String[] array, int offset, int length) {
		writeStartArray();
		for (int i = offset; i < offset + length; i++) {
			writeString(array[i]);
		}
		return writeEndArray();
	}

	/** There is no room for the rest of the value. */
	private static final class FullException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		FullException() {
			super("no room", null, false, false);
		}

	}

}
