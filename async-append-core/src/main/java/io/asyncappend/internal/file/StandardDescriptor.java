package io.asyncappend.internal.file;

import io.asyncappend.StandardStream;
import io.asyncappend.internal.io.IoThread;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way to a descriptor that the process was started with, which is never closed. There
 * is one stream for each, as the JDK keeps all that were ever made of such a descriptor.
 * <p>
 * A thread that prints to {@code System.out} has its lock until the line is out, which
 * may take more than one write(2). What writes here takes that lock too, where it is a
 * monitor: from Java 19 to 23 {@code PrintStream} has one that cannot be taken from
 * outside. A stream that took the place of {@code System.out} is left alone: it may lead
 * to an appender, and its users would wait for the reader of a pipe.
 */
final class StandardDescriptor {

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	private static final Path INFORMATION = Path.of("/proc/self/fdinfo");

	private static final StandardDescriptor OUT = new StandardDescriptor(StandardStream.OUT, 1, FileDescriptor.out,
			System.out, new ReentrantLock());

	private static final StandardDescriptor ERR = new StandardDescriptor(StandardStream.ERR, 2, FileDescriptor.err,
			System.err, isOneFile() ? OUT.lock : new ReentrantLock());

	private final StandardStream name;

	private final int number;

	/** For threads that an interrupt reaches. */
	private final FileOutputStream stream;

	/**
	 * For threads that nothing interrupts; tells how much of a failed write was taken.
	 */
	private final FileChannel channel;

	/** Of the threads that print; taken before {@link #lock}. */
	final Object printLock;

	/** Of our own writers: of both descriptors, where they lead to one pipe. */
	final ReentrantLock lock;

	private StandardDescriptor(StandardStream name, int number, FileDescriptor descriptor, PrintStream printing,
			ReentrantLock lock) {
		this.name = name;
		this.number = number;
		this.stream = new FileOutputStream(descriptor);
		this.channel = this.stream.getChannel();
		this.printLock = isMonitor(printing) ? printing : new Object();
		this.lock = lock;
	}

	static StandardDescriptor of(StandardStream stream) {
		return (stream == StandardStream.OUT) ? OUT : ERR;
	}

	/** Of the JVM's own stream; others are of a subclass as a rule. */
	private static boolean isMonitor(PrintStream printing) {
		int version = Runtime.version().feature();
		return printing != null && printing.getClass() == PrintStream.class && (version < 19 || version > 23);
	}

	private static boolean isOneFile() {
		try {
			return target(1).equals(target(2));
		}
		catch (IOException ex) {
			// One of them is not there, or this system has no such names.
			return false;
		}
	}

	private static Path target(int number) throws IOException {
		return Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(number)));
	}

	/**
	 * Writes some of the bytes; the position says how many, also when this throws.
	 * @throws IndeterminateWriteException if that cannot be told
	 */
	void write(ByteBuffer bytes) throws IOException {
		if (IoThread.isCurrent()) {
			this.channel.write(bytes);
			return;
		}
		// What a pipe takes as a whole or not at all.
		byte[] some = new byte[Math.min(bytes.remaining(), StandardStreamFile.PIPE_BUF)];
		bytes.get(bytes.position(), some);
		try {
			this.stream.write(some);
			bytes.position(bytes.position() + some.length);
		}
		catch (IOException ex) {
			if (!InterruptSafeFile.isTransient(ex)) {
				throw new IndeterminateWriteException("cannot tell how much of a write reached " + this.name, ex);
			}
		}
	}

	/**
	 * Refuses a descriptor that the process was started without: by now it may be any
	 * file that the JVM has opened, which gets the lowest number that is free (open(2)).
	 */
	void requireOpen() throws IOException {
		if (!Files.isDirectory(INFORMATION)) {
			return;
		}
		List<String> lines;
		try {
			lines = Uninterrupted.open(() -> Files.readAllLines(INFORMATION.resolve(Integer.toString(this.number))));
		}
		catch (NoSuchFileException ex) {
			throw new FileSystemException(this.name.toString(), null, "is closed");
		}
		for (String line : lines) {
			// As in open(2): the access mode is in the last two bits, and 0 is O_RDONLY.
			if (line.startsWith("flags:") && (Long.parseLong(line.substring(6).strip(), 8) & 3) == 0) {
				throw new FileSystemException(this.name.toString(), null,
						"was closed when the process started, or is open for reading only");
			}
		}
	}

}
