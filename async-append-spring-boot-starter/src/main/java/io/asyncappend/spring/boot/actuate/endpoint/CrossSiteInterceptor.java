package io.asyncappend.spring.boot.actuate.endpoint;

import java.io.IOException;
import java.util.Collections;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.MediaType;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Refuses requests of other sites on Spring MVC, by the pattern that the request was
 * found to match: so no spelling of its path gets around it.
 */
public final class CrossSiteInterceptor implements HandlerInterceptor {

	private final CrossSiteRequests requests;

	/**
	 * Creates the interceptor.
	 * @param requests knows which requests to refuse
	 */
	public CrossSiteInterceptor(CrossSiteRequests requests) {
		this.requests = requests;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws IOException {
		String path = this.requests.path();
		Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		if (path == null || pattern == null || !(pattern + "/").startsWith(path + "/")
				|| !this.requests.isRefused(request.getMethod(), (name) -> Collections.list(request.getHeaders(name)),
						request.getServerName(), request.getServerPort())) {
			return true;
		}
		response.setStatus(CrossSiteRequests.FORBIDDEN);
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.getOutputStream().print(CrossSiteRequests.BODY);
		return false;
	}

}
