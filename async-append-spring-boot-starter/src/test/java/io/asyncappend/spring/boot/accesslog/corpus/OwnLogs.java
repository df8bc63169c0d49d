package io.asyncappend.spring.boot.accesslog.corpus;

import java.io.CharArrayWriter;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.catalina.valves.AbstractAccessLogValve;
import org.eclipse.jetty.server.CustomRequestLog;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.ConnectionInformation;
import reactor.netty.http.server.logging.AccessLogArgProvider;

import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

import io.asyncappend.spring.boot.accesslog.Addresses;

/**
 * The access log that each server has of its own, kept in memory: the fields of
 * {@link LineOf#own}.
 */
class OwnLogs {

	private final List<String> lines = new CopyOnWriteArrayList<>();

	List<String> lines() {
		return this.lines;
	}

	@Bean
	WebServerFactoryCustomizer<WebServerFactory> ownLog() {
		return (factory) -> {
			if (factory instanceof ConfigurableTomcatWebServerFactory tomcat) {
				tomcat.addEngineValves(new OwnValve());
			}
			else if (factory instanceof ConfigurableJettyWebServerFactory jetty) {
				jetty.addServerCustomizers((server) -> server.setRequestLog(new CustomRequestLog(this.lines::add,
						"%{remote}p\t%{client}a\t%{X-In}i\t%{X-Out}o\t\"%r\" %s %O")));
			}
			else if (factory instanceof NettyReactiveWebServerFactory netty) {
				netty.addServerCustomizers((server) -> server.accessLog(true, (request) -> {
					this.lines.add(netty(request));
					return null;
				}));
			}
		};
	}

	private static String netty(AccessLogArgProvider request) {
		ConnectionInformation connection = request.connectionInformation();
		return String.join("\t", port(connection),
				text((connection != null) ? Addresses.host(connection.remoteAddress()) : null),
				text(request.requestHeader("x-in")), text(request.responseHeader("x-out")),
				"\"" + text(request.method()) + " " + text(request.uri()) + " " + text(request.protocol()) + "\" "
						+ text(request.status()) + " " + request.contentLength());
	}

	private static String port(@Nullable ConnectionInformation connection) {
		return (connection != null && connection.connectionRemoteAddress() instanceof InetSocketAddress address)
				? Integer.toString(address.getPort()) : "-";
	}

	private static String text(@Nullable CharSequence text) {
		return (text != null) ? text.toString() : "-";
	}

	private final class OwnValve extends AbstractAccessLogValve {

		OwnValve() {
			setAsyncSupported(true);
			setPattern("%{remote}p\t%a\t%{X-In}i\t%{X-Out}o\t\"%r\" %s %b");
			setEnabled(true);
			setRequestAttributesEnabled(true);
		}

		@Override
		protected void log(CharArrayWriter line) {
			OwnLogs.this.lines.add(line.toString());
		}

	}

}
