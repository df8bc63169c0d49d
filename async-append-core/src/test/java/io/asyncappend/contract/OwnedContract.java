package io.asyncappend.contract;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.fault.Faulty;
import io.asyncappend.support.Crew;
import io.asyncappend.support.Records;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every mode that owns its file holds when somebody renames it (log rotation). */
public abstract class OwnedContract extends AppenderContract {

	@Test
	public void rotationUnderLoadLosesNothing() throws Exception {
		AsyncAppender appender = open(AppenderOptions.builder().bufferSize(4096).build());
		List<Path> files = new ArrayList<>();
		try (Crew crew = new Crew()) {
			for (int i = 0; i < 8; i++) {
				int producer = i;
				crew.addWork(() -> {
					for (int n = 0; n < 1500; n++) {
						appender.append(Records.record(producer, n, 64 + n % 100));
					}
				});
			}
			crew.go();
			for (int i = 0; i < 20; i++) {
				Path rotated = this.directory.resolve("file." + i);
				Files.move(this.file, rotated);
				appender.reopen();
				files.add(rotated);
				assertThat(this.file).exists();
			}
			crew.join();
		}
		appender.close();
		files.add(this.file);
		Records.requireAll(new long[] { 1500, 1500, 1500, 1500, 1500, 1500, 1500, 1500 }, files.toArray(Path[]::new));
		Faulty.await().until(() -> this.recorder.reopened.size() == 20);
	}

	@Test
	public void whatWasAppendedBeforeIsInTheOldFileAndDurable() throws Exception {
		AsyncAppender appender = open();
		appender.append(Records.record(0, 0, 100));
		Path old = Files.move(this.file, this.directory.resolve("old"));
		appender.reopen();
		assertThat(Records.read(old)).hasSize(1);
		assertThat(appender.status().positions().durable()).isEqualTo(100);
		appender.append(Records.record(0, 1, 100));
		appender.flush();
		assertThat(Records.read(old)).hasSize(1);
		assertThat(Records.read(this.file)).hasSize(1);
		assertThat(appender.status().positions().written()).isEqualTo(200);
	}

	@Test
	public void withoutARenameItGoesOnWithTheFile() throws Exception {
		AsyncAppender appender = open();
		appender.append(Records.record(0, 0, 100));
		appender.reopen();
		appender.append(Records.record(0, 1, 100));
		appender.close();
		Records.requireAll(new long[] { 2 }, this.file);
	}

	@Test
	public void aPathThatCannotBeOpenedLeavesTheOldFile() throws Exception {
		AsyncAppender appender = open();
		appender.append(Records.record(0, 0, 100));
		Path old = Files.move(this.file, this.directory.resolve("old"));
		Files.createDirectory(this.file);
		assertThatThrownBy(appender::reopen).isInstanceOf(AppendException.class).hasMessageContaining("is a directory");
		appender.append(Records.record(0, 1, 100));
		appender.sync();
		Records.requireAll(new long[] { 2 }, old);
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
		Files.delete(this.file);
		appender.reopen();
		assertThat(this.file).isEmptyFile();
	}

	@Test
	public void theNewFileIsClaimedAndTheOldOneFree() throws Exception {
		AsyncAppender appender = open();
		Path old = Files.move(this.file, this.directory.resolve("old"));
		appender.reopen();
		this.factory.open("old", old).close();
		assertThatThrownBy(() -> this.factory.open("second", this.file)).isInstanceOf(AppendException.class);
		appender.close();
		this.factory.open("second", this.file).close();
	}

}
