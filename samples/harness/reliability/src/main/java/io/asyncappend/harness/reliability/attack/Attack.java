package io.asyncappend.harness.reliability.attack;

import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.Shell;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One service, and one program that exchanges names beside it. */
public final class Attack {

	/** With very many archives each look at the directory takes long. */
	private static final int MOST_AT_ONCE = 500;

	/** As the swapper knows. */
	private static final int HARD_LINKS = 64;

	/** A try takes milliseconds, and a part of a second if it waits in vain. */
	private static final Duration START = Duration.ofSeconds(60);

	private static final Duration TRY = Duration.ofMillis(250);

	/** Without it links are followed in sticky directories too (proc_sys_fs(5)). */
	private static final Path PROTECTED_SYMLINKS = Path.of("/proc/sys/fs/protected_symlinks");

	private final Scratch scratch;

	private final Path swapper;

	private final Path witness;

	private final String classPath;

	private final int tries;

	private final Result result;

	private Attack(Scratch scratch, int tries, Result result) throws IOException {
		this.scratch = scratch;
		this.tries = tries;
		this.result = result;
		open(scratch.path());
		this.swapper = Program.compile("swapper", scratch.path());
		this.witness = Program.compile("witness", scratch.path());
		this.classPath = copyClasses();
	}

	/**
	 * All aims, each as root, as a user and, where that makes a difference, in a sticky
	 * directory with and without protected links.
	 * @param tries how often each
	 * @param aims the names of some aims, separated by commas; empty for all
	 * @param result takes what was found
	 * @throws Exception if it could not be done
	 */
	public static void all(int tries, String aims, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("attack")) {
			Attack attack = new Attack(scratch, tries, result);
			List<Aim> chosen = aims.isEmpty() ? List.of(Aim.values())
					: Stream.of(aims.split(",")).map(Aim::valueOf).toList();
			for (Aim aim : chosen) {
				attack.run(aim, Account.ROOT);
				attack.run(aim, Account.USER);
			}
			attack.sticky(chosen);
		}
	}

	private void sticky(List<Aim> chosen) throws Exception {
		String before = Files.readString(PROTECTED_SYMLINKS).strip();
		runSticky(chosen);
		if (!before.equals("0")) {
			if (!write("0")) {
				this.result.note("protected_symlinks is " + before + " and cannot be changed here");
				return;
			}
			try {
				runSticky(chosen);
			}
			finally {
				write(before);
			}
		}
		this.result.note("protected_symlinks was " + before + (before.equals("0") ? "" : ", and 0 for a while"));
	}

	/** The attacker can add names to the directory, but not take away what is there. */
	private void runSticky(List<Aim> chosen) throws Exception {
		for (Aim aim : List.of(Aim.COMPRESSION, Aim.ROTATION, Aim.RETENTION, Aim.READING)) {
			if (chosen.contains(aim)) {
				run(aim, Account.STICKY);
			}
		}
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
		for (int left = this.tries; left > 0; left -= MOST_AT_ONCE) {
			run(aim, account, Math.min(left, MOST_AT_ONCE));
		}
	}

	private void run(Aim aim, Account account, int tries) throws Exception {
		Path place = Files.createDirectory(this.scratch.resolve(aim + "-" + account.user() + "-" + System.nanoTime()));
		open(place);
		Path logs = account.createLogs(place.resolve("logs"));
		try (Elsewhere elsewhere = Elsewhere.create(place.resolve("elsewhere"), account.user(), this.witness)) {
			for (int i = 0; i < HARD_LINKS; i++) {
				Files.createLink(logs.resolve("trap-h-" + i), elsewhere.linked());
			}
			List<String> escapes = attack(aim, account, tries, logs, elsewhere);
			escapes.addAll(elsewhere.escapes());
			elsewhere.others().forEach((other) -> this.result.note(aim + " as " + account.text() + ": " + other));
			Leavings leavings = new Leavings(elsewhere.linked(), account.user(), aim);
			escapes.addAll(leavings.escapes(logs));
			int archives = leavings.archives(logs);
			if (account == Account.STICKY && archives < aim.kept()) {
				escapes.add("of the archives " + archives + " are left, of " + aim.kept() + " that are kept");
			}
			escapes.forEach((escape) -> this.result.violation(aim + " as " + account.text() + ": " + escape));
		}
		this.result.faults(tries);
		this.result.run();
		Scratch.remove(place, true);
	}

	/** Until the service has tried all; what it says of escapes. */
	private List<String> attack(Aim aim, Account account, int tries, Path logs, Elsewhere elsewhere) throws Exception {
		Duration limit = START.plus(TRY.multipliedBy(tries));
		List<String> escapes = new ArrayList<>();
		try (Program swapper = swap(aim, logs, elsewhere, limit);
				Child service = Child.of(Service.class)
					.prefix(account.service())
					.classPath(this.classPath)
					.directory(logs.getParent())
					.start(aim.name(), logs.resolve("log").toString(), String.valueOf(tries))) {
			// What starts it becomes it.
			elsewhere.watch(service.process().pid());
			// A service that is not done by then hangs.
			int code = service.awaitExit(limit);
			List<String> said = service.readAll();
			if (code != 0 || !String.join(" ", said).contains("ok done")) {
				escapes.add("the service ended with " + code + ": " + said);
			}
			said.stream().filter((line) -> line.startsWith("escape")).distinct().limit(5).forEach(escapes::add);
			if (said.get(said.size() - 1).contains("done=0 ")) {
				escapes.add("nothing was done that could have been attacked");
			}
			String swapped = String.join(" ", swapper.terminate());
			if (!swapped.matches("exchanged \\d+ placed \\d+") || swapped.equals("exchanged 0 placed 0")) {
				escapes.add("nothing was attacked: " + swapped);
			}
			this.result.note(aim + " as " + account.text() + ": " + said.get(said.size() - 1) + ", " + swapped);
		}
		return escapes;
	}

	private Program swap(Aim aim, Path logs, Elsewhere elsewhere, Duration limit) throws IOException {
		List<String> command = new ArrayList<>(List.of(Account.attacker()));
		command.addAll(List.of(this.swapper.toString(), logs.toString(), elsewhere.directory().toString(),
				String.valueOf(limit.toMillis()), aim.traps()));
		command.addAll(aim.patterns());
		return Program.start(command);
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
