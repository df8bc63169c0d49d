package io.asyncappend.samples.reliability.attack;

import io.asyncappend.samples.reliability.Result;
import io.asyncappend.samples.reliability.system.Child;
import io.asyncappend.samples.reliability.system.Scratch;
import io.asyncappend.samples.reliability.system.Shell;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One service, and one program that exchanges names beside it. */
public final class Attack {

	/** A try takes milliseconds, and a part of a second if it waits in vain. */
	private static final Duration START = Duration.ofSeconds(60);

	private static final Duration TRY = Duration.ofMillis(250);

	/** Without it links are followed in sticky directories too (proc_sys_fs(5)). */
	private static final Path PROTECTED_SYMLINKS = Path.of("/proc/sys/fs/protected_symlinks");

	private final Scratch scratch;

	private final Path swapper;

	private final String classPath;

	private final int tries;

	private final Result result;

	private Attack(Scratch scratch, int tries, Result result) throws IOException {
		this.scratch = scratch;
		this.tries = tries;
		this.result = result;
		open(scratch.path());
		this.swapper = compile();
		this.classPath = copyClasses();
	}

	/**
	 * All aims, each as root, as a user and, where it can be, in a sticky directory with
	 * and without protected links.
	 * @param tries how often each
	 * @param result takes what was found
	 * @throws Exception if it could not be done
	 */
	public static void all(int tries, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("attack")) {
			Attack attack = new Attack(scratch, tries, result);
			for (Aim aim : Aim.values()) {
				attack.run(aim, Account.ROOT);
				attack.run(aim, Account.USER);
			}
			attack.sticky();
		}
	}

	private void sticky() throws Exception {
		String before = Files.readString(PROTECTED_SYMLINKS).strip();
		run(Aim.COMPRESSION, Account.STICKY);
		if (!before.equals("0")) {
			if (!write("0")) {
				this.result.note("protected_symlinks is " + before + " and cannot be changed here");
				return;
			}
			try {
				run(Aim.COMPRESSION, Account.STICKY);
			}
			finally {
				write(before);
			}
		}
		this.result.note("protected_symlinks was " + before + (before.equals("0") ? "" : ", and 0 for a while"));
	}

	private static boolean write(String value) {
		try {
			Files.writeString(PROTECTED_SYMLINKS, value);
			return Files.readString(PROTECTED_SYMLINKS).strip().equals(value);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private void run(Aim aim, Account account) throws Exception {
		Path place = Files.createDirectory(this.scratch.resolve(aim + "-" + account.user() + "-" + System.nanoTime()));
		open(place);
		Elsewhere elsewhere = Elsewhere.create(place.resolve("elsewhere"), account.user());
		Path logs = account.createLogs(place.resolve("logs"));
		Files.createLink(logs.resolve("trap-h"), elsewhere.victim());
		Process swapper = swap(aim, logs, elsewhere);
		try (Child service = Child.of(Service.class)
			.prefix(account.service())
			.classPath(this.classPath)
			.directory(place)
			.start(aim.name(), logs.resolve("log").toString(), String.valueOf(this.tries))) {
			int code = service.awaitExit(limit());
			List<String> said = service.readAll();
			if (code != 0 || !String.join(" ", said).contains("ok done")) {
				this.result.violation(aim + " as " + account.text() + ": the service ended with " + code + ": " + said);
			}
			this.result.note(aim + " as " + account.text() + ": " + said.get(said.size() - 1));
		}
		finally {
			swapper.destroy();
			swapper.waitFor();
		}
		this.result.faults(this.tries);
		this.result.run();
		for (String escape : elsewhere.escapes(logs, account.user(), aim.isForeignFileAppendedTo())) {
			this.result.violation(aim + " as " + account.text() + ": " + escape);
		}
	}

	/** Who is not done then hangs. */
	private Duration limit() {
		return START.plus(TRY.multipliedBy(this.tries));
	}

	private Process swap(Aim aim, Path logs, Elsewhere elsewhere) throws IOException {
		List<String> command = new ArrayList<>(List.of(Account.attacker()));
		command.addAll(List.of(this.swapper.toString(), logs.toString(), elsewhere.victim().toString(),
				String.valueOf(limit().toMillis()), aim.traps()));
		command.addAll(aim.patterns());
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
	}

	private Path compile() throws IOException {
		Path source = this.scratch.resolve("swapper.c");
		try (InputStream in = Child.class.getResourceAsStream("swapper.c")) {
			Files.copy(in, source);
		}
		Path program = this.scratch.resolve("swapper");
		Shell.run("gcc", "-O1", "-w", "-o", program.toString(), source.toString());
		return program;
	}

	/** Where every account may read them. */
	private String copyClasses() throws IOException {
		Path copy = Files.createDirectory(this.scratch.resolve("classes"));
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			Path from = Path.of(entry);
			if (Files.isDirectory(from.resolve("io/asyncappend"))) {
				copy(from, copy);
			}
			else if (from.getFileName().toString().startsWith("async-append-core")) {
				Shell.run("sh", "-c", "cd " + copy + " && \"$0\" xf " + from.toAbsolutePath(),
						System.getProperty("java.home") + "/bin/jar");
			}
		}
		Shell.run("chmod", "-R", "a+rX", copy.toString());
		return copy.toString();
	}

	private static void copy(Path from, Path to) throws IOException {
		try (Stream<Path> paths = Files.walk(from)) {
			for (Path path : paths.toList()) {
				Path target = to.resolve(from.relativize(path).toString());
				if (Files.isDirectory(path)) {
					Files.createDirectories(target);
				}
				else {
					Files.copy(path, target);
				}
			}
		}
	}

	private static void open(Path directory) throws IOException {
		Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
	}

}
