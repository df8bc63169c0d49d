package io.asyncappend.spring.boot.accesslog.corpus;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Then;

/**
 * Sends whatever bytes it is told to, and reads responses of HTTP/1 until the server
 * closes the connection.
 */
final class Http1Client {

	private final InputStream in;

	private final boolean head;

	Http1Client(Socket socket, String request) throws IOException {
		this.in = socket.getInputStream();
		this.head = request.startsWith("HEAD ");
	}

	static List<Received> send(Socket socket, String request, Then then) throws IOException {
		try {
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().flush();
		}
		catch (IOException ex) {
			// A server need not read all of what it refuses.
		}
		return switch (then) {
			case READ, LEAVE -> new Http1Client(socket, request).responses();
			case ABORT -> {
				if (socket.getInputStream().readNBytes(20).length < 20) {
					throw new IOException("the server closed the connection first");
				}
				socket.setSoLinger(true, 0);
				yield List.of();
			}
			case CLOSE -> List.of();
		};
	}

	private List<Received> responses() throws IOException {
		List<Received> responses = new ArrayList<>();
		try {
			Received response = response();
			responses.add(response);
			while (response.complete() && response.status() != 101) {
				response = response();
				responses.add(response);
			}
		}
		catch (EOFException ex) {
			// The end.
		}
		return responses;
	}

	/** The next response that is not an interim one. */
	Received response() throws IOException {
		while (true) {
			int status = Integer.parseInt(line().split(" ")[1]);
			Received response = response(status);
			if (status >= 200 || status == 101) {
				return response;
			}
		}
	}

	private Received response(int status) throws IOException {
		long length = -1;
		boolean chunked = false;
		for (String header = line(); !header.isEmpty(); header = line()) {
			String lower = header.toLowerCase(Locale.ROOT);
			if (lower.startsWith("content-length:")) {
				length = Long.parseLong(lower.substring("content-length:".length()).trim());
			}
			chunked |= lower.startsWith("transfer-encoding:") && lower.endsWith("chunked");
		}
		if (status < 200 || status == 204 || status == 304 || this.head) {
			return new Received(status, 0, true);
		}
		if (chunked) {
			return chunked(status);
		}
		long read = skip((length >= 0) ? length : Long.MAX_VALUE);
		return new Received(status, read, length < 0 || read == length);
	}

	private Received chunked(int status) throws IOException {
		long bytes = 0;
		try {
			while (true) {
				int size = Integer.parseInt(line(), 16);
				long read = skip(size);
				bytes += read;
				if (read < size) {
					return new Received(status, bytes, false);
				}
				String end = line();
				if (size == 0) {
					while (!end.isEmpty()) {
						end = line();
					}
					return new Received(status, bytes, true);
				}
			}
		}
		catch (EOFException ex) {
			return new Received(status, bytes, false);
		}
	}

	private long skip(long length) throws IOException {
		byte[] buffer = new byte[8192];
		long rest = length;
		while (rest > 0) {
			int read = read(buffer, (int) Math.min(buffer.length, rest));
			if (read < 0) {
				break;
			}
			rest -= read;
		}
		return length - rest;
	}

	/** A connection that is reset, or on which nothing more comes, is at its end. */
	private int read(byte[] buffer, int length) {
		try {
			return this.in.read(buffer, 0, length);
		}
		catch (IOException ex) {
			return -1;
		}
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		byte[] one = new byte[1];
		while (read(one, 1) == 1) {
			if (one[0] == '\n') {
				int end = line.length();
				return (end > 0 && line.charAt(end - 1) == '\r') ? line.substring(0, end - 1) : line.toString();
			}
			line.append((char) (one[0] & 0xff));
		}
		throw new EOFException();
	}

}
