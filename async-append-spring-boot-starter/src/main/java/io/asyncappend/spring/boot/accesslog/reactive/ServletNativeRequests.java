package io.asyncappend.spring.boot.accesslog.reactive;

import jakarta.servlet.ServletRequest;

import io.asyncappend.spring.boot.accesslog.ApplicationRequest;
import io.asyncappend.spring.boot.accesslog.NativeRequests;

/**
 * Attaches to requests of servlet containers, which serve reactive applications too.
 */
public final class ServletNativeRequests implements NativeRequests {

	/** Created once, by a bean of the starter. */
	public ServletNativeRequests() {
	}

	@Override
	public void attach(Object request, ApplicationRequest application) {
		if (request instanceof ServletRequest servletRequest) {
			servletRequest.setAttribute(ApplicationRequest.ATTRIBUTE, application);
		}
	}

}
