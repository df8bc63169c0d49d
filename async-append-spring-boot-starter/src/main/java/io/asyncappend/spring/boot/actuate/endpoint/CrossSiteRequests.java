package io.asyncappend.spring.boot.actuate.endpoint;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;

/**
 * Which requests to the endpoint to refuse, and how, whatever the server. Thread-safe.
 */
public final class CrossSiteRequests {

	/** The status they are answered. */
	public static final int FORBIDDEN = 403;

	static final String BODY = "{\"error\":\"a page of another site may not do this\"}";

	private static final EndpointId ID = EndpointId.of("asyncappend");

	private final ObjectProvider<PathMappedEndpoints> endpoints;

	private final CrossSiteCheck check;

	private volatile @Nullable String path;

	/**
	 * Creates it.
	 * @param endpoints knows the path of the endpoint; asked with the first request
	 * @param isAllowed whether an origin may do what the own one may
	 */
	public CrossSiteRequests(ObjectProvider<PathMappedEndpoints> endpoints, Predicate<String> isAllowed) {
		this.endpoints = endpoints;
		this.check = new CrossSiteCheck(isAllowed);
	}

	/** The path of the endpoint within the application; {@code null} if it has none. */
	@Nullable String path() {
		String known = this.path;
		if (known == null) {
			PathMappedEndpoints mapped = this.endpoints.getIfAvailable();
			known = (mapped != null) ? mapped.getPath(ID) : null;
			this.path = known;
		}
		return known;
	}

	boolean isRefused(String method, Function<String, List<String>> headers, String host, int port) {
		return this.check.isCrossSite(method, headers, host, port);
	}

}
