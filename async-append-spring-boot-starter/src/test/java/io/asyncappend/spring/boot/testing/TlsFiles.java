package io.asyncappend.spring.boot.testing;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A key for a server, made for one run of the tests, and a client that trusts it.
 */
public final class TlsFiles {

	private final Path store;

	private final SSLContext context;

	/** Makes a key in a directory. */
	public TlsFiles(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
		this.store = directory.resolve("server.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-ext", "san=dns:example.org,ip:127.0.0.1", "-alias", "server", "-keyalg", "EC",
				"-dname", "CN=localhost", "-storetype", "PKCS12", "-storepass", "secret", "-keystore",
				this.store.toString())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("keytool.txt").toFile())
			.start();
		if (keytool.waitFor() != 0) {
			throw new IOException("keytool ended with " + keytool.exitValue());
		}
		this.context = SSLContext.getInstance("TLS");
		this.context.init(null, new TrustManager[] { new Trusting() }, null);
	}

	/** Of an application that uses the key, and offers HTTP/2. */
	public List<String> arguments() {
		return List.of("--server.http2.enabled=true", "--server.ssl.key-store=" + this.store,
				"--server.ssl.key-store-type=PKCS12", "--server.ssl.key-store-password=secret");
	}

	/** A socket that has agreed on one of these, or that does not know ALPN. */
	public Socket connect(int port, String... protocols) throws IOException {
		SSLSocket socket = (SSLSocket) this.context.getSocketFactory().createSocket("127.0.0.1", port);
		socket.setSoTimeout(30_000);
		SSLParameters parameters = socket.getSSLParameters();
		parameters.setApplicationProtocols(protocols);
		socket.setSSLParameters(parameters);
		socket.startHandshake();
		// Tomcat does not answer a client that has only HTTP/1.1 to offer.
		if (List.of(protocols).contains("h2") && !"h2".equals(socket.getApplicationProtocol())) {
			throw new IOException("The server chose '" + socket.getApplicationProtocol() + "'");
		}
		return socket;
	}

	private static final class Trusting implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
