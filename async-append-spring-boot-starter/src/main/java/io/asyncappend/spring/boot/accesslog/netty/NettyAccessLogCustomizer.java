package io.asyncappend.spring.boot.accesslog.netty;

import io.netty.channel.ChannelPipeline;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerState;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

import io.asyncappend.AsyncAppender;
import io.asyncappend.Backpressure;
import io.asyncappend.spring.boot.accesslog.AccessLog;
import io.asyncappend.spring.boot.properties.AppenderNames;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

/**
 * Has Reactor Netty report each request, beside the access log of its own.
 * <p>
 * That one cannot be shared, and leaves out the responses that a client did not wait for.
 * So this observes connections, and puts a handler into the pipeline of each connection
 * (HTTP/1.1) or stream (HTTP/2).
 */
public final class NettyAccessLogCustomizer
		implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, Ordered {

	private static final String ALPN_HANDLER = NettyPipeline.LEFT + "asyncAppendAlpnHandler";

	private final AccessLog accessLog;

	/**
	 * Creates a customizer.
	 * @param accessLog where lines go
	 */
	public NettyAccessLogCustomizer(AccessLog accessLog) {
		this.accessLog = accessLog;
	}

	/**
	 * Customizes the server.
	 * @throws InvalidPropertyException if the appender's backpressure is to wait
	 */
	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		requireNoWaiting(this.accessLog.appender());
		factory.addServerCustomizers((server) -> server.childObserve(this::observe));
	}

	private static void requireNoWaiting(AsyncAppender appender) {
		Backpressure backpressure = appender.options().backpressure();
		if (!backpressure.equals(Backpressure.drop()) && !backpressure.equals(Backpressure.fail())) {
			throw new InvalidPropertyException(AppenderNames.property(appender.name(), "backpressure"), backpressure,
					"would have the event loops of Netty wait for room, and all connections with them",
					"Remove the property or write drop, as this is the appender of the access log.");
		}
	}

	private void observe(Connection connection, ConnectionObserver.State state) {
		ChannelPipeline pipeline = connection.channel().pipeline();
		if (state == ConnectionObserver.State.CONNECTED) {
			// Before the first request, which may be too malformed to be received.
			if (NettyAccessLogHandler.addTo(pipeline, this.accessLog) == null
					&& pipeline.get(NettyPipeline.H2OrHttp11Codec) != null) {
				pipeline.addBefore(NettyPipeline.ReactiveBridge, ALPN_HANDLER, new NettyAlpnHandler(this.accessLog));
			}
		}
		else if (state == HttpServerState.REQUEST_RECEIVED && connection instanceof HttpServerRequest request) {
			NettyAccessLogHandler handler = NettyAccessLogHandler.addTo(pipeline, this.accessLog);
			if (handler != null) {
				handler.begin(connection.channel(), request);
			}
		}
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
