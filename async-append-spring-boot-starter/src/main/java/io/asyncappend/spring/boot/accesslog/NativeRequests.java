package io.asyncappend.spring.boot.accesslog;

/**
 * Attaches what a reactive application knows of a request to the request of its server.
 */
@FunctionalInterface
public interface NativeRequests {

	/**
	 * Attaches it, if the request is one of that server.
	 * @param request the request as the server knows it
	 * @param application what the application knows of it
	 */
	void attach(Object request, ApplicationRequest application);

}
