package io.asyncappend.spring.boot.accesslog.reactive;

import java.util.List;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import io.asyncappend.spring.boot.accesslog.ApplicationRequest;
import io.asyncappend.spring.boot.accesslog.NativeRequests;

/**
 * Attaches the attributes of an exchange, which its observation is among, to the request
 * of the server: before every other filter, so that refused requests have them too. What
 * runs on which thread later does not matter then.
 */
public final class ApplicationRequestWebFilter implements WebFilter, Ordered {

	private final List<NativeRequests> servers;

	/**
	 * Creates a filter.
	 * @param servers of which one is that of the application
	 */
	public ApplicationRequestWebFilter(List<NativeRequests> servers) {
		this.servers = List.copyOf(servers);
	}

	/** A request that a test has made up has none of a server. */
	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (exchange.getRequest() instanceof ServerHttpRequestDecorator
				|| exchange.getRequest() instanceof AbstractServerHttpRequest) {
			attach(exchange, ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest()));
		}
		return chain.filter(exchange);
	}

	private void attach(ServerWebExchange exchange, Object request) {
		ApplicationRequest application = new ApplicationRequest(exchange.getAttributes()::get);
		exchange.getAttributes().put(ApplicationRequest.ATTRIBUTE, application);
		this.servers.forEach((server) -> server.attach(request, application));
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
