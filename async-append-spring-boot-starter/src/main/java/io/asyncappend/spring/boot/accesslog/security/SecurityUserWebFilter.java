package io.asyncappend.spring.boot.accesslog.security;

import reactor.core.publisher.Mono;

import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import io.asyncappend.spring.boot.accesslog.ApplicationRequest;

/**
 * Tells the access log the user, between authentication and authorization.
 */
public final class SecurityUserWebFilter implements WebFilter {

	/** Created once, by a bean of the starter. */
	public SecurityUserWebFilter() {
	}

	/**
	 * Adds the filter to each chain that is built by {@link ServerHttpSecurity}.
	 * @return the customizer
	 */
	public static Customizer<ServerHttpSecurity> customizer() {
		return (http) -> http.addFilterBefore(new SecurityUserWebFilter(), SecurityWebFiltersOrder.AUTHORIZATION);
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		Object attribute = exchange.getAttribute(ApplicationRequest.ATTRIBUTE);
		if (!(attribute instanceof ApplicationRequest application)) {
			return chain.filter(exchange);
		}
		return tell(application).then(Mono.defer(() -> chain.filter(exchange)));
	}

	/** As {@link SecurityUserFilter} does, this fails no request. */
	private static Mono<SecurityContext> tell(ApplicationRequest application) {
		return ReactiveSecurityContextHolder.getContext().doOnNext((context) -> {
			String user = SecurityUser.of(context.getAuthentication());
			if (user != null) {
				application.authenticated(user);
			}
		}).onErrorResume((ex) -> {
			SecurityUser.notFound(ex);
			return Mono.empty();
		});
	}

}
