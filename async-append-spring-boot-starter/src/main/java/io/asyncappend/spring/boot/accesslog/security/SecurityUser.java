package io.asyncappend.spring.boot.accesslog.security;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;

/**
 * The name of a user that was authenticated, which an anonymous one is not.
 */
final class SecurityUser {

	private static final AuthenticationTrustResolver TRUST = new AuthenticationTrustResolverImpl();

	private SecurityUser() {
	}

	static @Nullable String of(@Nullable Object principal) {
		return (principal instanceof Authentication authentication && TRUST.isAuthenticated(authentication))
				? authentication.getName() : null;
	}

}
