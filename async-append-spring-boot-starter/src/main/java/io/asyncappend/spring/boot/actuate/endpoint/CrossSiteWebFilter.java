package io.asyncappend.spring.boot.actuate.endpoint;

import java.net.URI;
import java.nio.charset.StandardCharsets;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Refuses requests of other sites on WebFlux, where the path matches as it will for the
 * endpoint.
 */
public final class CrossSiteWebFilter implements WebFilter {

	private static final int HTTP = 80;

	private static final int HTTPS = 443;

	private final CrossSiteRequests requests;

	/**
	 * Creates the filter.
	 * @param requests knows which requests to refuse
	 */
	public CrossSiteWebFilter(CrossSiteRequests requests) {
		this.requests = requests;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		String path = this.requests.path();
		if (path == null || !PathPatternParser.defaultInstance.parse(path + "/**")
			.matches(request.getPath().pathWithinApplication()) || !isRefused(request)) {
			return chain.filter(exchange);
		}
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(HttpStatusCode.valueOf(CrossSiteRequests.FORBIDDEN));
		response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
		byte[] body = CrossSiteRequests.BODY.getBytes(StandardCharsets.UTF_8);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

	private boolean isRefused(ServerHttpRequest request) {
		URI uri = request.getURI();
		int port = (uri.getPort() != -1) ? uri.getPort() : "https".equals(uri.getScheme()) ? HTTPS : HTTP;
		return this.requests.isRefused(request.getMethod().name(), (name) -> request.getHeaders().getOrEmpty(name),
				(uri.getHost() != null) ? uri.getHost() : "", port);
	}

}
