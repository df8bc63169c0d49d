package io.asyncappend.spring.boot.actuate.endpoint;

import java.util.function.Supplier;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import io.asyncappend.AsyncAppender;

/**
 * Gives the {@link AsyncAppendEndpoint} the status codes of HTTP: 404 for an unknown
 * appender, 400 for an unknown operation, 429 for a rotation too many, 503 for an
 * operation that was not done in time and 500 for one that failed, each with a body that
 * says why. Thread-safe.
 */
@EndpointWebExtension(endpoint = AsyncAppendEndpoint.class)
@RegisterReflectionForBinding({ AppenderDescriptor.class, OperationDescriptor.class, ErrorDescriptor.class })
public class AsyncAppendEndpointWebExtension {

	private static final int METHOD_NOT_ALLOWED = 405;

	private static final int TOO_MANY_REQUESTS = 429;

	private final AsyncAppendEndpoint endpoint;

	/**
	 * Creates the extension.
	 * @param endpoint the endpoint to extend
	 */
	public AsyncAppendEndpointWebExtension(AsyncAppendEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Shows one appender.
	 * @param name its name
	 * @return the appender, or 404
	 */
	@ReadOperation
	public WebEndpointResponse<Object> appender(@Selector String name) {
		AsyncAppender appender = this.endpoint.find(name);
		return (appender != null) ? new WebEndpointResponse<>(this.endpoint.describe(appender)) : unknown(name);
	}

	/**
	 * Answers 405: an operation can only be posted. Without this the path of an operation
	 * would not exist while the endpoint is read-only, and a POST to it would be answered
	 * 404, as if the appender were unknown.
	 * @param name the name of an appender
	 * @param operation an operation
	 * @return 405
	 */
	@ReadOperation
	public WebEndpointResponse<Object> refuse(@Selector String name, @Selector String operation) {
		return error("an operation is performed with POST", METHOD_NOT_ALLOWED);
	}

	/**
	 * Performs an operation on all appenders.
	 * @param operation {@code flush}, {@code sync}, {@code reopen}, {@code rotate},
	 * {@code enable} or {@code disable}
	 * @return what was done, or 400, 429, 500, 503
	 */
	@WriteOperation
	public WebEndpointResponse<Object> performAll(@Selector String operation) {
		return respond(() -> this.endpoint.tryAll(AsyncAppendEndpoint.operation(operation, true)));
	}

	/**
	 * Performs an operation on one appender.
	 * @param name the name of the appender
	 * @param operation {@code flush}, {@code sync}, {@code reopen} or {@code rotate}
	 * @return what was done, or 400, 404, 429, 500, 503
	 */
	@WriteOperation
	public WebEndpointResponse<Object> perform(@Selector String name, @Selector String operation) {
		AsyncAppender appender = this.endpoint.find(name);
		return (appender != null)
				? respond(() -> this.endpoint.tryOne(appender, AsyncAppendEndpoint.operation(operation, false)))
				: unknown(name);
	}

	private WebEndpointResponse<Object> respond(Supplier<OperationDescriptor> operation) {
		OperationDescriptor result;
		try {
			result = operation.get();
		}
		catch (InvalidEndpointRequestException ex) {
			return error(ex.getReason(), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		if (result.done()) {
			return new WebEndpointResponse<>(result);
		}
		if (this.endpoint.isOnlyTooOften(result)) {
			return new WebEndpointResponse<>(result, TOO_MANY_REQUESTS);
		}
		return new WebEndpointResponse<>(result, result.isOnlyLate() ? WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE
				: WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR);
	}

	private static WebEndpointResponse<Object> unknown(String name) {
		return error(AsyncAppendEndpoint.unknown(name), WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private static WebEndpointResponse<Object> error(String reason, int status) {
		return new WebEndpointResponse<>(new ErrorDescriptor(reason), status);
	}

}
