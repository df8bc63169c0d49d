package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import io.asyncappend.harness.reliability.verify.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The processes that append to one file. Those that still run are killed at the close.
 */
final class Sharers implements AutoCloseable {

	private final List<Sharer> sharers = new ArrayList<>();

	/** Starts some, and waits until each has opened the file. */
	static Sharers start(int processes, Path file, Path directory, List<String> modes, String load) throws IOException {
		Sharers started = new Sharers();
		try {
			for (int i = 0; i < processes; i++) {
				started.add(Sharer.start(i, file, directory, modes.get(i % modes.size()) + " " + load));
			}
			for (Sharer sharer : started.sharers) {
				sharer.pid();
			}
			return started;
		}
		catch (Throwable ex) {
			started.close();
			throw ex;
		}
	}

	Sharer add(Sharer sharer) {
		this.sharers.add(sharer);
		return sharer;
	}

	List<Sharer> all() {
		return this.sharers;
	}

	/** Lets some end; the bytes of torn records that they found. */
	static long end(List<Sharer> sharers, boolean stop) throws IOException {
		long torn = 0;
		for (Sharer sharer : sharers) {
			torn += sharer.end(stop);
		}
		return torn;
	}

	/** Lets all of them end, which must not have found torn records. */
	void endWithNothingTorn(String what, boolean stop, Result result) throws IOException {
		long torn = end(this.sharers, stop);
		if (torn != 0) {
			result.violation(what + ": " + torn + " torn bytes were found, though no process was killed");
		}
	}

	/** Requires that all is there that was acknowledged as written. */
	Verdict verify(String what, Tail tail, Result result, Path... files) throws IOException {
		Acknowledgements given = Acknowledgements.read(this.sharers.stream().map(Sharer::acks).toList());
		Verdict verdict = new Verifier(given, given, Promised.WRITTEN, tail).verify(files);
		if (!verdict.ok()) {
			result.violation(what + ": " + verdict);
		}
		if (verdict.records() == 0) {
			result.violation(what + ": nothing was written");
		}
		return verdict;
	}

	@Override
	public void close() throws IOException {
		for (Sharer sharer : this.sharers) {
			sharer.close();
		}
	}

}
