package io.asyncappend.spring.boot.accesslog;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import io.asyncappend.spring.boot.testing.TestServer.Running;

/**
 * A client that sends whatever bytes it is told to: a line feed becomes a carriage return
 * and a line feed, and a char a byte.
 */
final class Raw {

	private Raw() {
	}

	/** Sends and reads until the server closes the connection. */
	static String send(Running running, String request) throws IOException {
		try (Socket socket = connect(running)) {
			write(socket, request);
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	/** Sends, reads the beginning of the response, and resets the connection. */
	static void abort(Running running, String request) throws IOException {
		try (Socket socket = connect(running)) {
			socket.setSoLinger(true, 0);
			write(socket, request);
			InputStream in = socket.getInputStream();
			if (in.readNBytes(20).length < 20) {
				throw new IOException("the server closed the connection first");
			}
		}
	}

	static Socket connect(Running running) throws IOException {
		Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), running.port());
		socket.setSoTimeout(30_000);
		return socket;
	}

	private static void write(Socket socket, String request) throws IOException {
		socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
		socket.getOutputStream().flush();
	}

}
