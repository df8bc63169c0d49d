package io.asyncappend.spring.boot.actuate.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.EndpointMapping;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.WebEndpointHttpMethod;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.util.HtmlUtils;

/**
 * A page that draws once a second what the endpoint answers. It is below the path of the
 * endpoint, so that what guards the one guards the other, in two segments, as one is the
 * name of an appender. It needs no other file, and the browser lets it do no more than it
 * does: run its own script, ask its own origin, and write text into the document, never
 * markup (Content Security Policy and Trusted Types, W3C). Immutable.
 */
public final class LivePage {

	static final ClassPathResource FILE = new ClassPathResource("live.html", LivePage.class);

	private static final EndpointId ENDPOINT = EndpointId.of("asyncappend");

	private static final String OPERATIONS = "data-operations=\"\"";

	private static final String TOKEN = "data-csrf-header=\"\" data-csrf-token=\"\"";

	private final String path;

	private final String html;

	private final Map<String, String> headers;

	private LivePage(String endpointPath, boolean operations) {
		String text = read();
		this.path = endpointPath + "/page/live";
		this.html = text.replace(OPERATIONS, "data-operations=\"" + operations + "\"");
		this.headers = Map.of("Content-Type", "text/html;charset=UTF-8", "Cache-Control", "no-store",
				"Content-Security-Policy", policy(text), "X-Content-Type-Options", "nosniff", "X-Frame-Options", "DENY",
				"Referrer-Policy", "no-referrer", "Cross-Origin-Resource-Policy", "same-origin");
	}

	/**
	 * The page of the endpoint.
	 * @param endpoints the endpoints that are exposed over the web
	 * @param basePath the path that they are below
	 * @return the page, with buttons if the endpoint takes operations; empty if the
	 * endpoint is not exposed
	 */
	public static Optional<LivePage> of(Collection<ExposableWebEndpoint> endpoints, String basePath) {
		return endpoints.stream()
			.filter((endpoint) -> endpoint.getEndpointId().equals(ENDPOINT))
			.findFirst()
			.map((endpoint) -> new LivePage(new EndpointMapping(basePath).createSubPath(endpoint.getRootPath()),
					endpoint.getOperations()
						.stream()
						.anyMatch((operation) -> operation.getRequestPredicate()
							.getHttpMethod() == WebEndpointHttpMethod.POST)));
	}

	/**
	 * Where it is.
	 * @return the path within the application
	 */
	public String path() {
		return this.path;
	}

	/** The headers of an answer, by name. */
	Map<String, String> headers() {
		return this.headers;
	}

	/** The body of an answer. */
	byte[] render(@Nullable RequestToken token) {
		String rendered = (token != null)
				? this.html.replace(TOKEN, "data-csrf-header=\"" + HtmlUtils.htmlEscape(token.header())
						+ "\" data-csrf-token=\"" + HtmlUtils.htmlEscape(token.value()) + "\"")
				: this.html;
		return rendered.getBytes(StandardCharsets.UTF_8);
	}

	private static String policy(String html) {
		return "default-src 'none'; script-src '" + hash(html, "script") + "'; style-src '" + hash(html, "style")
				+ "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
				+ "require-trusted-types-for 'script'; trusted-types 'none'";
	}

	/** Of what lies between the tags, as the policy has it. */
	private static String hash(String html, String element) {
		String open = "<" + element + ">";
		String content = html.substring(html.indexOf(open) + open.length(), html.indexOf("</" + element + ">"));
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
			return "sha256-" + Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256", ex);
		}
	}

	private static String read() {
		try {
			return FILE.getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("not on the class path: " + FILE.getPath(), ex);
		}
	}

	/**
	 * What proves to Spring Security that a request comes from this page.
	 *
	 * @param header the header that has it
	 * @param value its value
	 */
	record RequestToken(String header, String value) {
	}

}
