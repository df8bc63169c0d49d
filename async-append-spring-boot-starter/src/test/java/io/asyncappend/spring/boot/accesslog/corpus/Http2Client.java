package io.asyncappend.spring.boot.accesslog.corpus;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Then;

/**
 * Sends one request by HTTP/2, however malformed, and reads its response. A line of the
 * request is the name and the value of a field, parted by a space; what is behind an
 * empty line is the body.
 */
final class Http2Client {

	private static final int DATA = 0;

	private static final int HEADERS = 1;

	private static final int RST_STREAM = 3;

	private static final int SETTINGS = 4;

	private static final int PING = 6;

	private static final int GOAWAY = 7;

	private static final int WINDOW_UPDATE = 8;

	private static final int ACK = 1;

	private static final int END_STREAM = 1;

	private static final int END_HEADERS = 4;

	private static final int LARGE_WINDOW = 1 << 30;

	private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

	private final DataInputStream in;

	private final DataOutputStream out;

	private int status;

	private long bodyBytes;

	private Http2Client(Socket socket) throws IOException {
		this.in = new DataInputStream(socket.getInputStream());
		this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
	}

	static List<Received> send(Socket socket, String request, Then then) throws IOException, Http2Exception {
		Http2Client client = new Http2Client(socket);
		try {
			client.begin();
			client.request(request);
		}
		catch (SocketException ex) {
			// A server need not read all of what it refuses.
		}
		return client.end(then);
	}

	/**
	 * The request is sent by HTTP/1, and is the first of the connection if it is answered
	 * 101.
	 */
	static List<Received> upgrade(Socket socket, String request, Then then) throws IOException, Http2Exception {
		socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
		Received answer = new Http1Client(socket, request).response();
		if (answer.status() != 101) {
			return List.of(answer);
		}
		Http2Client client = new Http2Client(socket);
		try {
			client.begin();
		}
		catch (SocketException ex) {
			// A server may close the connection behind the 101.
		}
		List<Received> received = new ArrayList<>(List.of(answer));
		received.addAll(client.end(then));
		return received;
	}

	private List<Received> end(Then then) throws IOException, Http2Exception {
		return switch (then) {
			case READ, LEAVE -> response(false);
			case ABORT -> {
				response(true);
				frame(RST_STREAM, 0, 1, new byte[] { 0, 0, 0, 8 });
				// An acknowledgement comes after what the server does about the reset.
				frame(PING, 0, 0, new byte[8]);
				ping();
				yield List.of();
			}
			case CLOSE -> List.of();
		};
	}

	private void begin() throws IOException {
		this.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		ByteArrayOutputStream settings = new ByteArrayOutputStream();
		settings.writeBytes(new byte[] { 0, 4 });
		settings.writeBytes(number(LARGE_WINDOW));
		frame(SETTINGS, 0, 0, settings.toByteArray());
		frame(WINDOW_UPDATE, 0, 0, number(LARGE_WINDOW));
	}

	private void request(String request) throws IOException {
		int end = request.indexOf("\r\n\r\n");
		String head = (end >= 0) ? request.substring(0, end) : request;
		String body = (end >= 0) ? request.substring(end + 4) : "";
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		for (String field : head.split("\r\n")) {
			int space = field.indexOf(' ', 1);
			// Literal, not to be indexed, not compressed.
			block.write(0);
			string(block, (space >= 0) ? field.substring(0, space) : field);
			string(block, (space >= 0) ? field.substring(space + 1) : "");
		}
		frame(HEADERS, END_HEADERS | (body.isEmpty() ? END_STREAM : 0), 1, block.toByteArray());
		if (!body.isEmpty()) {
			frame(DATA, END_STREAM, 1, body.getBytes(StandardCharsets.ISO_8859_1));
		}
		this.out.flush();
	}

	/** An integer with a prefix of seven bits, and the bytes. */
	private static void string(ByteArrayOutputStream block, String text) {
		int length = text.length();
		if (length < 127) {
			block.write(length);
		}
		else {
			block.write(127);
			int rest = length - 127;
			for (; rest >= 128; rest >>= 7) {
				block.write(rest & 127 | 128);
			}
			block.write(rest);
		}
		block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private List<Received> response(boolean onlyTheBeginning) throws IOException, Http2Exception {
		try {
			while (true) {
				Frame frame = read();
				if (frame.type == SETTINGS && (frame.flags & ACK) == 0) {
					frame(SETTINGS, ACK, 0, new byte[0]);
				}
				else if (frame.type == PING && (frame.flags & ACK) == 0) {
					frame(PING, ACK, 0, frame.payload);
				}
				else if (frame.type == HEADERS && frame.stream == 1) {
					headers(frame);
				}
				else if (frame.type == DATA && frame.stream == 1) {
					this.bodyBytes += frame.payload.length;
				}
				if (frame.stream == 1 && frame.type <= HEADERS) {
					if ((frame.flags & END_STREAM) != 0 || onlyTheBeginning && frame.type == DATA) {
						return received(true);
					}
				}
				else if (frame.stream == 1 && frame.type == RST_STREAM || frame.type == GOAWAY) {
					return received(false);
				}
			}
		}
		catch (EOFException | SocketException | SocketTimeoutException ex) {
			return received(false);
		}
	}

	private List<Received> received(boolean complete) {
		return (this.status != 0) ? List.of(new Received(this.status, this.bodyBytes, complete)) : List.of();
	}

	private void headers(Frame frame) throws Http2Exception {
		Http2Headers headers = this.decoder.decodeHeaders(1, Unpooled.wrappedBuffer(frame.payload));
		CharSequence code = headers.status();
		// Trailers have none, and an interim response is not the response.
		if (code != null && code.charAt(0) != '1') {
			this.status = Integer.parseInt(code.toString());
		}
	}

	private void ping() throws IOException {
		try {
			for (Frame frame = read(); frame.type != PING; frame = read()) {
				// What was under way.
			}
		}
		catch (EOFException | SocketException ex) {
			// Neither is a connection that the server has ended.
		}
	}

	private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
		this.out.writeByte(payload.length >> 16);
		this.out.writeShort(payload.length);
		this.out.writeByte(type);
		this.out.writeByte(flags);
		this.out.writeInt(stream);
		this.out.write(payload);
		this.out.flush();
	}

	private Frame read() throws IOException {
		int length = this.in.readUnsignedByte() << 16 | this.in.readUnsignedShort();
		int type = this.in.readUnsignedByte();
		int flags = this.in.readUnsignedByte();
		int stream = this.in.readInt();
		byte[] payload = new byte[length];
		this.in.readFully(payload);
		return new Frame(type, flags, stream, payload);
	}

	private static byte[] number(int number) {
		return new byte[] { (byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number };
	}

	private record Frame(int type, int flags, int stream, byte[] payload) {
	}

}
