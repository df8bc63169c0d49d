package io.asyncappend.spring.boot.accesslog.pattern;

/** A request without a server. */
public final class TestExchange implements Exchange {

	public boolean present = true;

	public String method = "GET";

	public String path = "/a/b";

	public String query = "c=d";

	public String protocol = "HTTP/1.1";

	public String user = "ada";

	public String header;

	public Object attribute = 42;

	public int status = 200;

	public String remoteAddress = "192.0.2.7";

	public String serverName = "example.org";

	public Integer port;

	@Override
	public long startMillis() {
		return 1_790_000_000_123L;
	}

	@Override
	public long durationNanos() {
		return 2_345_678_901L;
	}

	@Override
	public String method() {
		return this.present ? this.method : null;
	}

	@Override
	public String path() {
		return this.present ? this.path : null;
	}

	@Override
	public String query() {
		return this.present ? this.query : null;
	}

	@Override
	public String protocol() {
		return this.present ? this.protocol : null;
	}

	@Override
	public int status() {
		return this.present ? this.status : 0;
	}

	@Override
	public long bodyBytes() {
		return this.present ? 1234 : -1;
	}

	@Override
	public String remoteAddress() {
		return this.present ? this.remoteAddress : null;
	}

	@Override
	public int remotePort() {
		return (this.port != null) ? this.port : 40000;
	}

	@Override
	public String localAddress() {
		return this.present ? "192.0.2.1" : null;
	}

	@Override
	public int localPort() {
		return (this.port != null) ? this.port : 8080;
	}

	@Override
	public String serverName() {
		return this.present ? this.serverName : null;
	}

	@Override
	public String user() {
		return this.present ? this.user : null;
	}

	@Override
	public String requestHeader(String name) {
		return this.present ? value("in:" + name) : null;
	}

	@Override
	public String responseHeader(String name) {
		return this.present ? value("out:" + name) : null;
	}

	@Override
	public Object attribute(String name) {
		return this.present ? this.attribute : null;
	}

	@Override
	public String traceId() {
		return this.present ? "0af7651916cd43dd8448eb211c80319c" : null;
	}

	@Override
	public String spanId() {
		return this.present ? "b7ad6b7169203331" : null;
	}

	private String value(String otherwise) {
		return (this.header != null) ? this.header : otherwise;
	}

}
