package io.asyncappend.spring.boot.accesslog.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;

import io.asyncappend.spring.boot.accesslog.pattern.Exchange;
import io.asyncappend.spring.boot.accesslog.pattern.LineBuffer;
import io.asyncappend.spring.boot.accesslog.pattern.LineFormat;

/**
 * An object with a member for each thing that a request has; what it does not have is
 * left out, and so are objects without a member. Not to be changed any more once it is
 * written.
 */
final class JsonObject implements JsonValue {

	private static final byte[] NO_NAME = {};

	private final List<Member> members = new ArrayList<>();

	private final Set<String> names = new HashSet<>();

	/** A member with a value; of two with one name, only the first is written. */
	JsonObject member(String name, JsonValue value) {
		if (!this.names.add(name)) {
			return this;
		}
		this.members
			.add(new Member((JsonWriter.standard().writeToString(name) + ":").getBytes(StandardCharsets.UTF_8), value));
		return this;
	}

	/** Text as it came in, if there is any. */
	JsonObject wire(String name, Function<Exchange, @Nullable String> value) {
		return member(name, (exchange, line) -> {
			String text = value.apply(exchange);
			if (text == null || text.isEmpty()) {
				return false;
			}
			line.write('"');
			JsonText.wire(text, line);
			line.write('"');
			return true;
		});
	}

	/** Text of the application, if there is any. */
	JsonObject text(String name, Function<Exchange, @Nullable Object> value) {
		return member(name, (exchange, line) -> {
			Object object = value.apply(exchange);
			String text = (object != null) ? object.toString() : null;
			if (text == null || text.isEmpty()) {
				return false;
			}
			JsonText.string(text, line);
			return true;
		});
	}

	/** A number that is not negative. */
	JsonObject number(String name, ToLongFunction<Exchange> value) {
		return member(name, (exchange, line) -> {
			long number = value.applyAsLong(exchange);
			if (number < 0) {
				return false;
			}
			line.write(number);
			return true;
		});
	}

	/** An object in this one. */
	JsonObject object(String name, Consumer<JsonObject> members) {
		JsonObject object = new JsonObject();
		members.accept(object);
		return member(name, object);
	}

	/** Members that are the same for every request, as Spring Boot writes them. */
	JsonObject constant(Consumer<JsonWriter.Members<Object>> members) {
		String object = JsonWriter.<Object>of(members).writeToString(this);
		byte[] bytes = object.substring(1, object.length() - 1).getBytes(StandardCharsets.UTF_8);
		this.members.add(new Member(NO_NAME, (exchange, line) -> {
			line.write(bytes);
			return true;
		}));
		return this;
	}

	@Override
	public boolean write(Exchange exchange, LineBuffer line) {
		line.write('{');
		int start = line.length();
		for (Member member : this.members) {
			int before = line.length();
			if (before > start) {
				line.write(',');
			}
			line.write(member.name);
			if (!member.value.write(exchange, line)) {
				line.truncate(before);
			}
		}
		line.write('}');
		return line.length() > start + 1;
	}

	/** A line that is the object. */
	LineFormat line() {
		return (exchange, line) -> {
			line.clear();
			write(exchange, line);
			line.write('\n');
		};
	}

	/** The name with its quotes and colon. */
	private record Member(byte[] name, JsonValue value) {
	}

}
