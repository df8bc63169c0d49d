package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.driver.Plan;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import io.asyncappend.harness.reliability.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One file on a disk whose power is cut, and the archives that it was renamed to. */
final class CutFile {

	private final String name;

	private final String plan;

	private final Path file;

	private final Path acks;

	/** The names it was given, oldest first. */
	private final List<Path> renamed = new ArrayList<>();

	/** How many archives have a rotation that was acknowledged. */
	private int rotated;

	private boolean rotating;

	private Acknowledgements before;

	private Acknowledgements after;

	CutFile(String name, String plan, Path file, Path acks) {
		this.name = name;
		this.plan = plan;
		this.file = file;
		this.acks = acks;
	}

	void open(Child child) throws IOException {
		child.askOk("open " + this.name + " file=" + this.file + " acks=" + this.acks + " " + this.plan);
	}

	void rotate(Child child) throws IOException {
		if (rotatesItself()) {
			child.askOk("rotate " + this.name);
			return;
		}
		rename();
		child.askOk("reopen " + this.name);
		this.rotated = this.renamed.size();
	}

	/** Renames, and does not wait for the reopen. */
	void beginRotation(Child child) throws IOException {
		this.rotating = true;
		if (rotatesItself()) {
			child.tell("rotate " + this.name);
			return;
		}
		rename();
		child.tell("reopen " + this.name);
	}

	private boolean rotatesItself() {
		return this.plan.contains("max-size");
	}

	private void rename() throws IOException {
		Path old = this.file.resolveSibling(this.file.getFileName() + "." + this.renamed.size());
		Files.move(this.file, old);
		this.renamed.add(old);
	}

	/** Before the cut. */
	void snapshot() throws IOException {
		this.before = Acknowledgements.read(this.acks);
	}

	/** The answer to a rotation that was under way comes before all other answers. */
	void endRotation(Child child) throws IOException {
		if (this.rotating) {
			child.awaitLine("ok", "error");
		}
	}

	/** After the cut, when everything on the disk gives errors. */
	void end(Child child) throws IOException {
		if (!this.plan.contains("records=0")) {
			child.askOk("await " + this.name);
		}
		child.ask("end " + this.name);
		this.after = Acknowledgements.read(this.acks);
	}

	long promised() {
		return this.before.acknowledged(Promised.DURABLE);
	}

	/** Compares what is on the disk after it was mounted again. */
	List<String> check() throws Exception {
		return rotatesItself() ? checkArchives() : checkRenamed();
	}

	private List<String> checkArchives() throws Exception {
		Archived archived = new Archived(this.file);
		String wrong = archived.finish(new Plan(this.plan.split(" ")));
		if (wrong != null) {
			return List.of(wrong);
		}
		List<Path> found = archived.unpack(this.acks.getParent());
		Verdict verdict = new Verifier(this.before, this.after, Promised.DURABLE, Tail.ANY).verify(found);
		return verdict.ok() ? List.of() : List.of(verdict + " in " + found);
	}

	private List<String> checkRenamed() throws IOException {
		List<String> wrong = new ArrayList<>();
		List<Path> expected = new ArrayList<>(this.renamed.subList(0, this.rotated));
		// A rotation that was under way may have come to any point.
		if (!this.rotating) {
			expected.add(this.file);
		}
		expected.stream().filter(Files::notExists).forEach((path) -> wrong.add(path + " is not there"));
		List<Path> found = new ArrayList<>(this.renamed);
		found.add(this.file);
		found.removeIf(Files::notExists);
		if (found.isEmpty()) {
			wrong.add("no file is there");
			return wrong;
		}
		Verdict verdict = new Verifier(this.before, this.after, Promised.DURABLE, Tail.ANY).verify(found);
		if (!verdict.ok()) {
			wrong.add(verdict + " in " + found);
		}
		return wrong;
	}

	@Override
	public String toString() {
		return this.file.getFileName() + " " + this.plan;
	}

}
