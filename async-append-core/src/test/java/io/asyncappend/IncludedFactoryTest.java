package io.asyncappend;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** A factory whose appenders are those of another one too. */
class IncludedFactoryTest {

	private static final byte[] RECORD = { 'r', '\n' };

	@TempDir
	private Path directory;

	private final AsyncAppendFactory early = AsyncAppendFactory.create();

	private final AsyncAppendFactory factory = AsyncAppendFactory.create();

	@AfterEach
	void close() {
		this.factory.close();
		this.early.close();
	}

	@Test
	void itsAppendersAreFoundListedAndFlushed() {
		AsyncAppender app = this.early.open("app", this.directory.resolve("app.log"));
		AsyncAppender audit = this.factory.open("audit", this.directory.resolve("audit.log"));
		this.factory.include(this.early);
		assertThat(this.factory.find("app")).containsSame(app);
		assertThat(this.factory.appenders()).containsExactly(audit, app);
		app.append(RECORD);
		this.factory.sync();
		assertThat(app.status().positions().durable()).isEqualTo(RECORD.length);
		assertThat(this.early.appenders()).containsExactly(app);
	}

	@Test
	void itIsSwitchedToo() {
		AsyncAppender app = this.early.open("app", this.directory.resolve("app.log"));
		this.factory.include(this.early);
		this.factory.disable();
		assertThat(this.early.isEnabled()).isFalse();
		assertThat(app.status().mode()).isEqualTo(AppenderStatus.Mode.SYNCHRONOUS);
		this.factory.enable();
		assertThat(app.status().mode()).isEqualTo(AppenderStatus.Mode.ASYNCHRONOUS);
	}

	@Test
	void itStaysOpen() {
		AsyncAppender app = this.early.open("app", this.directory.resolve("app.log"));
		this.factory.include(this.early);
		this.factory.close();
		app.append(RECORD);
		this.early.close();
		assertThat(this.directory.resolve("app.log")).hasContent("r\n");
	}

	@Test
	void aNameIsTakenInBoth() {
		this.early.open("app", this.directory.resolve("app.log"));
		this.factory.include(this.early);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.factory.open("app", this.directory.resolve("other.log")))
			.withMessageContaining("'app'");
		assertThat(this.directory.resolve("other.log")).doesNotExist();
		AsyncAppendFactory other = AsyncAppendFactory.create();
		other.open("app", this.directory.resolve("third.log"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.factory.include(other))
			.withMessageContaining("'app'");
		other.close();
	}

	@Test
	void nothingGoesInCircles() {
		this.factory.include(this.early);
		assertThatIllegalArgumentException().isThrownBy(() -> this.early.include(this.factory));
		assertThatIllegalArgumentException().isThrownBy(() -> this.factory.include(this.factory));
		assertThatIllegalArgumentException().isThrownBy(() -> this.factory.include(this.early));
	}

}
