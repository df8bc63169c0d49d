package io.asyncappend.internal.tool;

import io.asyncappend.AppendException;
import io.asyncappend.internal.file.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * The command line tool: {@code java -jar async-append-core.jar}. It reads a log from
 * beside, while an appender writes it, and changes nothing.
 */
public final class Main {

	/** All was read. */
	static final int DONE = 0;

	/** The log cannot be read. */
	static final int FAILED = 1;

	/** The command line cannot be understood. */
	static final int WRONG = 2;

	/** What could be read was, but there were gaps. */
	static final int GAPS = 3;

	private static final String HELP = """
			Reads a log that async-append writes, also while it is written; nothing is changed.

			cat FILE      all records, from archives (compressed ones too) and the file
			  --from POSITION     from the record at a position, in bytes since the log began
			  --from-index INDEX  from a record on, counted from 0 since the log began
			  --after TIME        from a moment on (2026-11-28T09:15:00Z), or from how long ago (PT1H);
			                      records of up to a minute before may come first
			  --to POSITION       up to the record that ends at a position
			tail FILE     the last records
			  -n COUNT            how many, 10 by default
			  -f                  go on with what is appended, until interrupted
			status FILE   identity, positions, archives, gaps and cursors

			cat and tail: --durable      only what is known to survive a power cut
			              --positions    positions and index before each record
			all:          --json         a JSON object for each record and gap, or for the status
			              --naming PATTERN  how archives are called, if not {name}-{time}.{index}

			Records go to standard output as they are, gaps to standard error.
			Exit code: 0 all was read, 1 it cannot be read, 2 wrong arguments, 3 there were gaps.
			""";

	private Main() {
	}

	/**
	 * Runs a command and ends the JVM.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		System.exit(run(List.of(args), System.out, System.err));
	}

	/**
	 * Runs a command.
	 * @param line the command line
	 * @param out takes records and status
	 * @param err takes gaps and errors
	 * @return its exit code
	 */
	public static int run(List<String> line, PrintStream out, PrintStream err) {
		try {
			Arguments arguments = Arguments.parse(line);
			int code = switch (arguments.command) {
				case CAT, TAIL -> new RecordsCommand(arguments, out, err).run();
				case STATUS -> new StatusCommand(arguments, out).run();
				case HELP -> help(out);
			};
			return out.checkError() ? FAILED : code;
		}
		catch (Arguments.WrongException ex) {
			err.println(Printable.text(ex.getMessage()) + " (help tells what there is)");
			return WRONG;
		}
		catch (AppendException ex) {
			err.println(Printable.text(ex.getMessage()));
			return FAILED;
		}
		catch (IOException ex) {
			err.println(Printable.text(Problem.text(ex)));
			return FAILED;
		}
	}

	private static int help(PrintStream out) {
		out.print(HELP);
		return DONE;
	}

}
