package io.asyncappend.spring.boot.accesslog.netty;

import reactor.netty.Connection;

import io.asyncappend.spring.boot.accesslog.ApplicationRequest;
import io.asyncappend.spring.boot.accesslog.NativeRequests;

/**
 * Attaches to requests of Reactor Netty: to the one that its connection has begun with.
 */
public final class NettyNativeRequests implements NativeRequests {

	/** Created once, by a bean of the starter. */
	public NettyNativeRequests() {
	}

	@Override
	public void attach(Object request, ApplicationRequest application) {
		if (request instanceof Connection connection) {
			NettyExchange exchange = connection.channel().attr(NettyExchange.KEY).get();
			if (exchange != null) {
				exchange.attach(request, application);
			}
		}
	}

}
