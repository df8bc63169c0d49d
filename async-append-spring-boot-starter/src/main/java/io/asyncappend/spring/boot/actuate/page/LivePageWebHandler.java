package io.asyncappend.spring.boot.actuate.page;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

import io.asyncappend.spring.boot.actuate.page.LivePage.RequestToken;

/**
 * Answers with the page on WebFlux.
 */
public final class LivePageWebHandler implements WebHandler {

	/** Not from the class, which is not there without Spring Security. */
	private static final String TOKEN = "org.springframework.security.web.server.csrf.CsrfToken";

	private final LivePage page;

	/**
	 * Creates the handler.
	 * @param page the page
	 */
	public LivePageWebHandler(LivePage page) {
		this.page = page;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		HttpMethod method = exchange.getRequest().getMethod();
		if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
			exchange.getResponse().getHeaders().set("Allow", "GET, HEAD");
			exchange.getResponse().setStatusCode(HttpStatus.METHOD_NOT_ALLOWED);
			return exchange.getResponse().setComplete();
		}
		return (exchange.getAttribute(TOKEN) instanceof Mono<?> token)
				? token.map(Tokens::of)
					.defaultIfEmpty(Optional.empty())
					.flatMap((one) -> send(exchange.getResponse(), one.orElse(null)))
				: send(exchange.getResponse(), null);
	}

	private Mono<Void> send(ServerHttpResponse response, @Nullable RequestToken token) {
		byte[] body = this.page.render(token);
		this.page.headers().forEach(response.getHeaders()::set);
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

	/** Loaded where there is a token. */
	private static final class Tokens {

		static Optional<RequestToken> of(Object attribute) {
			return (attribute instanceof CsrfToken token)
					? Optional.of(new RequestToken(token.getHeaderName(), token.getToken())) : Optional.empty();
		}

	}

}
