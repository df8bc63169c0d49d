package io.asyncappend.spring.boot.actuate.page;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.HttpRequestHandler;

import io.asyncappend.spring.boot.actuate.page.LivePage.RequestToken;

/**
 * Answers with the page on Spring MVC.
 */
public final class LivePageRequestHandler implements HttpRequestHandler {

	/** Not from the class, which is not there without Spring Security. */
	private static final String TOKEN = "org.springframework.security.web.csrf.CsrfToken";

	private final LivePage page;

	/**
	 * Creates the handler.
	 * @param page the page
	 */
	public LivePageRequestHandler(LivePage page) {
		this.page = page;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (!HttpMethod.GET.matches(request.getMethod()) && !HttpMethod.HEAD.matches(request.getMethod())) {
			response.setHeader("Allow", "GET, HEAD");
			response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
			return;
		}
		Object token = request.getAttribute(TOKEN);
		byte[] body = this.page.render((token != null) ? Tokens.of(token) : null);
		this.page.headers().forEach(response::setHeader);
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	/** Loaded where there is a token. */
	private static final class Tokens {

		static @Nullable RequestToken of(Object attribute) {
			return (attribute instanceof CsrfToken token) ? new RequestToken(token.getHeaderName(), token.getToken())
					: null;
		}

	}

}
