package io.asyncappend.spring.boot.actuate.endpoint;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.StandardStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** An appender of standard output in the endpoint; nothing is appended to it here. */
class ConsoleOperationTests {

	@TempDir
	Path directory;

	private final AsyncAppendFactory factory = AsyncAppendFactory.create();

	private final AsyncAppendEndpoint endpoint = new AsyncAppendEndpoint(this.factory, new FsyncTimes(),
			Duration.ofSeconds(10), 10);

	@AfterEach
	void closeFactory() {
		this.factory.close();
	}

	@Test
	void itIsShownUnderTheNameOfItsProperty() {
		this.factory.open("out", StandardStream.OUT);
		this.factory.open("err", StandardStream.ERR);
		assertThat(this.endpoint.appender("out").file()).isEqualTo("stdout");
		assertThat(this.endpoint.appender("err").file()).isEqualTo("stderr");
		assertThat(this.endpoint.appender("err").writing().engine()).isEqualTo("stderr");
		assertThat(this.endpoint.appender("out").storage().freeBytes()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "sync,which cannot be forced to a device", "reopen,and has no path to open again",
			"rotate,and has no path to rotate" })
	void whatNeedsAFileIsRefusedForOneAndLeftOutForAll(String operation, String reason) {
		this.factory.open("console", StandardStream.OUT);
		this.factory.open("file", this.directory.resolve("file"));
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.perform("console", operation))
			.withMessageContaining("writes to standard output")
			.withMessageContaining(reason);
		OperationDescriptor all = this.endpoint.performAll(operation);
		assertThat(all.appenders()).containsOnlyKeys("file");
		assertThat(this.endpoint.perform("console", "flush").appenders()).containsOnlyKeys("console");
	}

}
