package io.asyncappend.spring.boot.accesslog.security;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;

/**
 * The name of a user that was authenticated, which an anonymous one is not.
 */
final class SecurityUser {

	private static final Log logger = LogFactory.getLog(SecurityUser.class);

	private static final AuthenticationTrustResolver TRUST = new AuthenticationTrustResolverImpl();

	private SecurityUser() {
	}

	static @Nullable String of(@Nullable Object principal) {
		return (principal instanceof Authentication authentication && TRUST.isAuthenticated(authentication))
				? authentication.getName() : null;
	}

	/** Authorization that asks for the user tells why there is none. */
	static void notFound(Throwable failure) {
		logger.debug("The line of a request has no user, as its security context cannot be loaded", failure);
	}

}
