package io.asyncappend.internal.tool;

import io.asyncappend.ArchiveNaming;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the command line says. What it cannot mean is told with the argument's name.
 */
final class Arguments {

	private static final Set<String> OF_CAT = Set.of("--from", "--from-index", "--to", "--after", "--durable", "--json",
			"--positions", "--naming");

	private static final Set<String> OF_TAIL = Set.of("-f", "-n", "--durable", "--json", "--positions", "--naming");

	private static final Set<String> OF_STATUS = Set.of("--json", "--naming");

	/** Records from the end. */
	private static final long TAIL = 10;

	final Command command;

	Path file;

	/** {@code null} for none. */
	Long from;

	Long fromIndex;

	Instant after;

	long to = Long.MAX_VALUE;

	long count = TAIL;

	boolean follow;

	boolean durable;

	boolean json;

	boolean positions;

	ArchiveNaming naming = ArchiveNaming.standard();

	/** What is to be done. */
	enum Command {

		CAT, TAIL, STATUS, HELP

	}

	/** The command line cannot be understood. */
	static final class WrongException extends Exception {

		private static final long serialVersionUID = 1L;

		WrongException(String message) {
			super(message);
		}

	}

	private Arguments(Command command) {
		this.command = command;
	}

	static Arguments parse(List<String> line) throws WrongException {
		if (line.isEmpty()) {
			throw new WrongException("no command: say cat, tail, status or help");
		}
		Arguments arguments = new Arguments(command(line.get(0)));
		if (arguments.command != Command.HELP) {
			arguments.parseRest(line.subList(1, line.size()).iterator());
		}
		return arguments;
	}

	private static Command command(String word) throws WrongException {
		return switch (word) {
			case "cat" -> Command.CAT;
			case "tail" -> Command.TAIL;
			case "status" -> Command.STATUS;
			case "help", "--help", "-h" -> Command.HELP;
			default -> throw new WrongException("unknown command '" + word + "': say cat, tail, status or help");
		};
	}

	private void parseRest(Iterator<String> words) throws WrongException {
		boolean onlyFiles = false;
		while (words.hasNext()) {
			String word = words.next();
			if (!onlyFiles && word.equals("--")) {
				onlyFiles = true;
			}
			else if (!onlyFiles && word.startsWith("-") && word.length() > 1) {
				option(word, words);
			}
			else if (this.file == null) {
				this.file = path(word);
			}
			else {
				throw new WrongException("one file at a time, but there are '" + this.file + "' and '" + word + "'");
			}
		}
		if (this.file == null) {
			throw new WrongException(name() + " needs the path of the file");
		}
		if ((this.from != null ? 1 : 0) + (this.fromIndex != null ? 1 : 0) + (this.after != null ? 1 : 0) > 1) {
			throw new WrongException("only one of --from, --from-index and --after says where to begin");
		}
	}

	private String name() {
		return this.command.name().toLowerCase(Locale.ROOT);
	}

	private static Path path(String word) throws WrongException {
		try {
			return Path.of(word);
		}
		catch (InvalidPathException ex) {
			throw new WrongException("'" + word + "' is not a path: " + ex.getReason());
		}
	}

	private void option(String word, Iterator<String> words) throws WrongException {
		int equals = word.startsWith("--") ? word.indexOf('=') : -1;
		String option = (equals > 0) ? word.substring(0, equals) : word;
		Set<String> known = switch (this.command) {
			case CAT -> OF_CAT;
			case TAIL -> OF_TAIL;
			default -> OF_STATUS;
		};
		if (!known.contains(option)) {
			throw new WrongException(name() + " has no option '" + option + "'");
		}
		switch (option) {
			case "-f" -> this.follow = true;
			case "--durable" -> this.durable = true;
			case "--json" -> this.json = true;
			case "--positions" -> this.positions = true;
			default -> {
				String value = (equals > 0) ? word.substring(equals + 1) : words.hasNext() ? words.next() : null;
				if (value == null || value.isEmpty()) {
					throw new WrongException(option + " needs a value");
				}
				value(option, value);
				return;
			}
		}
		if (equals > 0) {
			throw new WrongException(option + " has no value");
		}
	}

	private void value(String option, String value) throws WrongException {
		switch (option) {
			case "--from" -> this.from = number(option, value);
			case "--from-index" -> this.fromIndex = number(option, value);
			case "--to" -> this.to = number(option, value);
			case "-n" -> this.count = number(option, value);
			case "--after" -> this.after = time(value);
			default -> this.naming = naming(value);
		}
	}

	private static long number(String option, String value) throws WrongException {
		try {
			long number = Long.parseLong(value);
			if (number >= 0) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// As said below.
		}
		throw new WrongException(option + " must be a number that is not negative but is '" + value + "'");
	}

	/** A moment, or how long ago it is. */
	private static Instant time(String value) throws WrongException {
		try {
			return value.startsWith("P") ? Instant.now().minus(Duration.parse(value)) : Instant.parse(value);
		}
		catch (DateTimeException | ArithmeticException ex) {
			throw new WrongException(
					"--after must be a moment, such as 2026-11-28T09:15:00Z, or how long ago it is, such"
							+ " as PT1H, but is '" + value + "'");
		}
	}

	private static ArchiveNaming naming(String value) throws WrongException {
		try {
			return ArchiveNaming.of(value);
		}
		catch (IllegalArgumentException ex) {
			throw new WrongException("--naming '" + value + "': " + ex.getMessage());
		}
	}

}
