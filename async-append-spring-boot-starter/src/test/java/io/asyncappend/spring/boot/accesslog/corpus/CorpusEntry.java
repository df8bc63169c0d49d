package io.asyncappend.spring.boot.accesslog.corpus;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.asyncappend.spring.boot.testing.TestServer;

/**
 * A conversation with a server, and what is expected of it.
 *
 * @param name its name
 * @param via how the client speaks to the server
 * @param then what the client does after it has sent the request
 * @param request the request, a char a byte
 * @param lines what the lines say on each server
 * @param differences what is known to differ, by its subject: {@code jetty} for the lines
 * of a server, {@code wire jetty} for what it sent, {@code own jetty} for its own log
 * @param races what else may come of a server that races, by the server; each stands for
 * all its differences
 */
record CorpusEntry(String name, Via via, Then then, String request, List<String> lines,
		Map<String, Difference> differences, Map<TestServer, List<Map<String, Difference>>> races) {

	/** How the client speaks to the server. */
	enum Via {

		/** HTTP/1 in clear text, to a server that knows nothing else. */
		HTTP(Setup.PLAIN),

		/** HTTP/1 in clear text, to a server that knows HTTP/2 too. */
		HTTP_OR_H2C(Setup.H2C),

		/** HTTP/1 in clear text, to a server that trusts a proxy. */
		PROXY(Setup.PROXY),

		/** HTTP/1 over TLS, chosen by ALPN from both. */
		TLS(Setup.TLS),

		/** HTTP/1 over TLS, from a client that does not know ALPN. */
		TLS_WITHOUT_ALPN(Setup.TLS),

		/** HTTP/2 over TLS. */
		H2(Setup.TLS),

		/** HTTP/2 in clear text, by prior knowledge. */
		H2C(Setup.H2C),

		/** HTTP/2 in clear text, after an upgrade from HTTP/1. */
		H2C_UPGRADE(Setup.H2C);

		private final Setup setup;

		Via(Setup setup) {
			this.setup = setup;
		}

		Setup setup() {
			return this.setup;
		}

	}

	/** How a server is set up. */
	enum Setup {

		PLAIN, H2C, PROXY, TLS

	}

	/** What the client does after it has sent the request. */
	enum Then {

		/** Reads the responses. */
		READ,

		/** Reads the responses, and leaves a server that neither ends nor closes. */
		LEAVE,

		/** Reads the beginning of a response, and resets the connection or the stream. */
		ABORT,

		/** Closes the connection at once. */
		CLOSE

	}

	/**
	 * What is known to differ.
	 *
	 * @param values what is there instead
	 * @param reason the key of the reason, as docs/access-log.md has it
	 */
	record Difference(List<String> values, String reason) {
	}

	/** What may come of it on a server: one thing, unless the server races. */
	List<Expectation> expectations(TestServer server) {
		return Stream.concat(Stream.of(this.differences), this.races.getOrDefault(server, List.of()).stream())
			.map((differences) -> new Expectation(this.lines, differences, server))
			.toList();
	}

	/** Everything that is known to differ. */
	Stream<Difference> allDifferences() {
		return Stream.concat(Stream.of(this.differences), this.races.values().stream().flatMap(List::stream))
			.flatMap((differences) -> differences.values().stream());
	}

	/**
	 * What may come of it on a server.
	 *
	 * @param usual the lines of a server that does not differ
	 * @param differences what differs
	 * @param server the server
	 */
	record Expectation(List<String> usual, Map<String, Difference> differences, TestServer server) {

		List<String> lines() {
			Difference difference = difference("");
			return (difference != null) ? difference.values() : this.usual;
		}

		int ownLines() {
			Difference difference = difference("own ");
			return (difference != null) ? difference.values().size() : lines().size();
		}

		@Nullable Difference difference(String subject) {
			return this.differences.get(subject + this.server.name().toLowerCase(Locale.ROOT));
		}

	}

	@Override
	public String toString() {
		return this.name + " via " + this.via.name().toLowerCase(Locale.ROOT);
	}

}
