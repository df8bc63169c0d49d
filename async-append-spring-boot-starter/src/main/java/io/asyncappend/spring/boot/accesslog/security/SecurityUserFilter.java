package io.asyncappend.spring.boot.accesslog.security;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.access.intercept.AuthorizationFilter;

import io.asyncappend.spring.boot.accesslog.ApplicationRequest;

/**
 * Tells the access log the user, between authentication and authorization, so that the
 * line of a request that is refused has its user, too.
 */
public final class SecurityUserFilter implements Filter {

	/** Created once, by a bean of the starter. */
	public SecurityUserFilter() {
	}

	/**
	 * Adds the filter to each chain that is built by {@link HttpSecurity}.
	 * @return the customizer
	 */
	public static Customizer<HttpSecurity> customizer() {
		return (http) -> http.addFilterBefore(new SecurityUserFilter(), AuthorizationFilter.class);
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		String user = user();
		if (user != null) {
			ApplicationRequest application = new ApplicationRequest((name) -> null);
			application.authenticated(user);
			request.setAttribute(ApplicationRequest.ATTRIBUTE, application);
		}
		chain.doFilter(request, response);
	}

	/**
	 * The context is loaded when it is asked for, which authorization may not do: a store
	 * of sessions that is down must not fail a request that needs none.
	 */
	private static @Nullable String user() {
		try {
			return SecurityUser.of(SecurityContextHolder.getContext().getAuthentication());
		}
		catch (RuntimeException ex) {
			SecurityUser.notFound(ex);
			return null;
		}
	}

}
