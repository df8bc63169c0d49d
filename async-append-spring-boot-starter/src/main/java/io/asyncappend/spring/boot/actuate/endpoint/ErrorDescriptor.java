package io.asyncappend.spring.boot.actuate.endpoint;

/**
 * Why a request was refused.
 *
 * @param error the reason
 */
public record ErrorDescriptor(String error) {
}
