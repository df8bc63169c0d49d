package io.asyncappend.harness.reliability.exit;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The library alone, in a JVM that is left without closing the factory. */
public final class LeavingJvm {

	/** Which thread writes, and to what. */
	public enum Kind {

		/** I/O threads. */
		ASYNCHRONOUS,

		/** The producers. */
		SYNCHRONOUS,

		/** I/O threads, to a channel that is lent. */
		BORROWED

	}

	private LeavingJvm() {
	}

	/**
	 * Appends and leaves.
	 * @param args the way, the kind, the file and that of the acknowledgements
	 * @throws Exception if that is the way
	 */
	public static void main(String[] args) throws Exception {
		Kind kind = Kind.valueOf(args[1]);
		Path file = Path.of(args[2]);
		AsyncAppendFactory factory = AsyncAppendFactory.builder().enabled(kind != Kind.SYNCHRONOUS).build();
		AppenderOptions options = AppenderOptions.builder().bufferSize(65536).build();
		AsyncAppender appender = (kind == Kind.BORROWED) ? factory.create("audit",
				FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), options)
				: factory.open("audit", file, options);
		Load load = new Load(appender, Path.of(args[3]));
		load.awaitWarm();
		new Leaving(Way.valueOf(args[0]), load).leave();
	}

}
