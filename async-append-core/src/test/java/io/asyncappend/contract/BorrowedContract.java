package io.asyncappend.contract;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppender;
import io.asyncappend.support.Records;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract for channels that the caller opened, which stay open. */
public abstract class BorrowedContract extends AppenderContract {

	private final List<FileChannel> channels = new ArrayList<>();

	@Override
	public AsyncAppender open(Path file, AppenderOptions options) throws IOException {
		FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
				StandardOpenOption.APPEND);
		this.channels.add(channel);
		return this.factory.create(file.getFileName().toString(), channel, options);
	}

	@Test
	public void theChannelStaysOpen() throws Exception {
		AsyncAppender appender = open();
		appender.append(Records.record(0, 0, 100));
		appender.close();
		assertThat(this.channels).allMatch(FileChannel::isOpen);
		assertThat(this.channels.get(0).size()).isEqualTo(100);
	}

	@AfterEach
	public void closeChannels() throws Exception {
		this.factory.close();
		assertThat(this.channels).allMatch(FileChannel::isOpen);
		for (FileChannel channel : this.channels) {
			channel.close();
		}
	}

}
