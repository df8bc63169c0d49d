package io.asyncappend.samples.audit;

import io.asyncappend.AppendException;
import io.asyncappend.spring.boot.audit.AuditEventNotRecordedException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Fails closed: what could not be recorded is not acknowledged. */
@RestControllerAdvice
class AppendFailures {

	@ExceptionHandler({ AppendException.class, AuditEventNotRecordedException.class })
	ProblemDetail notRecorded(RuntimeException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, ex.getMessage());
	}

}
