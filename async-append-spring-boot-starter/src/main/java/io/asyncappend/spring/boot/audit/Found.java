package io.asyncappend.spring.boot.audit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.audit.AuditEvent;

import io.asyncappend.AppendedFiles;
import io.asyncappend.spring.boot.audit.AuditEventReader.WeighedEvent;
import io.asyncappend.spring.boot.text.CountedText;

/**
 * What one find has found: the newest events that it is about, within bounds of their
 * number, their memory and of how much is read for them. Not thread-safe.
 */
final class Found implements Lines.Consumer {

	/**
	 * What is no event costs more than its bytes: each line so many bytes more, and in a
	 * compressed archive each byte so many times, as there they are to be had for
	 * nothing.
	 */
	private static final int COST_OF_LINE = 64;

	private static final int COST_OF_COMPRESSED_BYTE = 16;

	/** The most files that gaps are recorded of. */
	private static final int MOST_GAPS = 100;

	private final AuditEventReader reader;

	private final Lines lines;

	private final FindBounds bounds;

	private final @Nullable String principal;

	private final @Nullable Instant after;

	private final @Nullable String type;

	/** The events of newer files, which all stay. */
	private List<AuditEvent> newer = new ArrayList<>();

	private long newerWeight;

	private final ArrayDeque<WeighedEvent> events = new ArrayDeque<>();

	private long weight;

	/** Set once no older event is wanted or may be read. */
	private boolean complete;

	private boolean tooHeavy;

	private long toRead;

	private int costOfByte = 1;

	private final Map<Path, String> gaps = new LinkedHashMap<>();

	private long foreign;

	Found(FindBounds bounds, @Nullable String principal, @Nullable Instant after, @Nullable String type) {
		this.reader = new AuditEventReader(bounds.memory());
		this.lines = new Lines(bounds.longestLine(), this);
		this.bounds = bounds;
		this.principal = principal;
		this.after = after;
		this.type = type;
		this.toRead = bounds.bytesRead();
	}

	/**
	 * Reads files until there is enough, the newest first: it is what matters most.
	 * @throws IOException if the file that is written cannot be read
	 */
	void read(AppendedFiles files, Path current) throws IOException {
		files.leftOut().forEach((one) -> gap(one.path(), "is left out, as it " + one.reason()));
		List<AppendedFiles.Readable> all = files.all();
		if (all.isEmpty() || !all.get(all.size() - 1).path().equals(current)) {
			gap(current, "does not name the file that is written, so what is in that is left out");
		}
		for (int i = all.size() - 1; i >= 0 && !this.complete; i--) {
			AppendedFiles.Readable file = all.get(i);
			try (InputStream in = file.open()) {
				read(file, in);
			}
			catch (NoSuchFileException ex) {
				// Deleted meanwhile, as it was too old.
			}
			catch (IOException ex) {
				if (Thread.currentThread().isInterrupted()) {
					throw ex;
				}
				gap(file.path(), ((ex instanceof EOFException) ? "ends too early, as if it was cut: "
						: "cannot be read to its end: ") + ex);
			}
			finally {
				endFile(file.path());
			}
		}
	}

	private void read(AppendedFiles.Readable file, InputStream in) throws IOException {
		boolean compressed = file.path().toString().endsWith(".gz");
		this.costOfByte = compressed ? COST_OF_COMPRESSED_BYTE : 1;
		try {
			boolean tooLarge = !compressed && file.size() > this.toRead;
			if (tooLarge) {
				enough(file.path(), "of it only the last " + CountedText.of(this.toRead, "byte")
						+ ((this.toRead != 1) ? " are read" : " is read"));
				in.skipNBytes(file.size() - this.toRead);
			}
			this.lines.read(in, tooLarge);
		}
		catch (EnoughException ex) {
			enough(file.path(), "of it only the beginning is read");
		}
	}

	private void enough(Path file, String what) {
		gap(file, what + ", and nothing that is older, as a find reads no more than "
				+ CountedText.of(this.bounds.bytesRead(), "byte") + " (async-append.audit.find-read-size)");
		this.complete = true;
	}

	private void gap(Path file, String reason) {
		if (this.gaps.size() < MOST_GAPS) {
			this.gaps.putIfAbsent(file, EventText.escape(reason));
		}
	}

	private void endFile(Path file) {
		if (this.tooHeavy) {
			gap(file, "of it, and of what is older, events are left out, as those found take no more than "
					+ CountedText.of(this.bounds.memory(), "byte") + " of memory (async-append.audit.find-size)");
		}
		List<AuditEvent> all = new ArrayList<>(this.events.size() + this.newer.size());
		this.events.forEach((one) -> all.add(one.event()));
		all.addAll(this.newer);
		this.newer = all;
		this.newerWeight += this.weight;
		this.events.clear();
		this.weight = 0;
		this.complete |= this.newer.size() >= this.bounds.events();
	}

	@Override
	public void line(byte[] bytes, int length) {
		WeighedEvent event = this.reader.read(bytes, length);
		if (event == null) {
			this.foreign++;
			spend(this.costOfByte * (COST_OF_LINE + (long) length));
			return;
		}
		spend(length);
		if (matches(event.event())) {
			this.events.addLast(event);
			this.weight += event.weight();
			makeRoom();
		}
	}

	/** Removes the older ones, after which no older event is wanted. */
	private void makeRoom() {
		while (this.events.size() + this.newer.size() > this.bounds.events()
				|| this.weight + this.newerWeight > this.bounds.memory()) {
			this.complete = true;
			this.tooHeavy |= this.events.size() + this.newer.size() <= this.bounds.events();
			this.weight -= this.events.removeFirst().weight();
		}
	}

	@Override
	public void skipped(int bytes) {
		spend((long) this.costOfByte * bytes);
	}

	private void spend(long bytes) {
		this.toRead -= bytes;
		if (this.toRead < 0) {
			throw new EnoughException();
		}
	}

	private boolean matches(AuditEvent event) {
		return (this.principal == null || this.principal.equals(event.getPrincipal()))
				&& (this.after == null || event.getTimestamp().isAfter(this.after))
				&& (this.type == null || this.type.equals(event.getType()));
	}

	List<AuditEvent> events() {
		return this.newer;
	}

	/** Lines that are no events, or larger than an event may be. */
	long foreign() {
		return this.foreign;
	}

	Map<Path, String> gaps() {
		return this.gaps;
	}

	/** As much is read as may be. */
	private static final class EnoughException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		EnoughException() {
			super("enough", null, false, false);
		}

	}

}
