package io.asyncappend.spring.boot.accesslog.select;

/**
 * Why a request has no line.
 */
public enum LeftOut {

	/** Its path is excluded. */
	EXCLUDED,

	/** Only a part of the requests like it have one, and it is not among them. */
	SAMPLED

}
