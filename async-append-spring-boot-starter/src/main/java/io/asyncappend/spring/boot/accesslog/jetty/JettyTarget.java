package io.asyncappend.spring.boot.accesslog.jetty;

import java.util.regex.Pattern;

import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request as it came in, from the parts that Jetty has taken it to. What
 * has no scheme gets that of the connection, and where the path is missing the whole has
 * the host in front of what there is: {@code hello} becomes {@code http:hello}, and
 * {@code ?u=1} becomes {@code http://example.org?u=1}.
 */
final class JettyTarget {

	/** In front of a fragment, Jetty takes such a path for a part of the fragment. */
	private static final Pattern IN_FRAGMENT = Pattern.compile("[^./;%][^/;%]*");

	private JettyTarget() {
	}

	/**
	 * Puts the target together again. A client that sends the scheme of the connection
	 * without a host ({@code http:hello}) is told by nothing from one that does not.
	 * @param uri what Jetty has made of it
	 * @param request the request
	 * @return the target, or {@code null} if there is none
	 */
	static @Nullable String of(HttpURI uri, Request request) {
		if ("HTTP/2.0".equals(request.getConnectionMetaData().getProtocol())) {
			// The client has sent the parts, and Jetty put the whole together.
			return uri.getPathQuery();
		}
		@Nullable String path = uri.getPath();
		if (path == null || !isRelative(path, uri, request)) {
			return uri.asString();
		}
		@Nullable String query = uri.getQuery();
		@Nullable String fragment = uri.getFragment();
		if (query == null && fragment != null && IN_FRAGMENT.matcher(path).matches()
				&& fragment.startsWith(path + "#")) {
			return fragment;
		}
		String target = path + ((query != null) ? "?" + query : "") + ((fragment != null) ? "#" + fragment : "");
		return target.isEmpty() ? uri.getScheme() + ":" : target;
	}

	private static boolean isRelative(String path, HttpURI uri, Request request) {
		if (path.isEmpty()) {
			return true;
		}
		String scheme = request.getConnectionMetaData().isSecure() ? "https" : "http";
		// Where headers are malformed, it has not got its scheme yet.
		return !path.startsWith("/") && uri.getHost() == null
				&& (uri.getScheme() == null || scheme.equals(uri.getScheme()));
	}

}
