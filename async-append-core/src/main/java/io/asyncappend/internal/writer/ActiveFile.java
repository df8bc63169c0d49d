package io.asyncappend.internal.writer;

import io.asyncappend.FailureKind;
import io.asyncappend.FileLoss;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.log.IndexEntry;
import io.asyncappend.internal.log.OpenLog;
import io.asyncappend.internal.state.AppenderState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file that is written now, and how another takes its place: because others took it
 * away, because a caller asks for it, or because it is full. Whatever the reason, it ends
 * with a whole record, and all of it is forced. Only the owner of the file calls this,
 * but for {@link #get()}.
 */
public final class ActiveFile {

	private final AppenderState state;

	private final PendingWork pending;

	private final boolean recreate;

	private final RotationTrigger trigger;

	private final RotatedFiles rotatedFiles;

	/** {@code null} if positions do not last. */
	private final OpenLog log;

	private volatile AppendFile file;

	/**
	 * The file is gone, and goes on in another once the record that was begun is whole: a
	 * record is never in two files.
	 */
	private boolean endingRecord;

	/** What it means if an {@link IOException} comes now. */
	FailureKind step = FailureKind.OTHER;

	public ActiveFile(AppenderState state, PendingWork pending, AppendFile file, boolean recreate,
			RotationTrigger trigger, RotatedFiles rotatedFiles, OpenLog log) {
		this.state = state;
		this.pending = pending;
		this.file = file;
		this.recreate = recreate;
		this.trigger = trigger;
		this.rotatedFiles = rotatedFiles;
		this.log = log;
	}

	AppendFile get() {
		return this.file;
	}

	/** Only the record that was begun is to be written, if one was. */
	boolean isEndingRecord() {
		return this.endingRecord;
	}

	/** A batch begins. */
	void beginBatch() {
		this.endingRecord = false;
		this.step = FailureKind.OTHER;
	}

	/**
	 * Up to where it may be written; it is full if that is less than asked for. Called
	 * with the lock of the state held.
	 */
	long limit(long target) {
		return this.trigger.mayLimit ? this.trigger.limit(this.state, this.file, target) : target;
	}

	/**
	 * Looks whether the path still names the file, and recreates it if that is wanted;
	 * once it is time to.
	 */
	void look(BatchReport report) throws IOException {
		FileLoss loss = this.pending.watch().look(this.file, this.state.written(), this.recreate);
		if (loss == null) {
			return;
		}
		if (this.log != null && loss.kind() == FileLoss.Kind.TRUNCATED) {
			this.log.cut(this.file.length());
		}
		boolean news = this.pending.watch().isNews(loss);
		if (this.recreate && loss.kind() != FileLoss.Kind.TRUNCATED) {
			long begun = untilNextRecord();
			this.endingRecord = begun > 0;
			if (this.endingRecord) {
				this.pending.watch().lookAgain();
				loss = new FileLoss(loss.kind(), loss.bytes() + begun, Optional.empty());
			}
			else {
				forceBeforeSwitch(report);
				IOException error = reopen(report,
						(loss.kind() == FileLoss.Kind.DELETED) ? IndexEntry.Reason.LOST : IndexEntry.Reason.TAKEN_AWAY);
				loss = new FileLoss(loss.kind(), loss.bytes(), Optional.ofNullable(error));
			}
		}
		if (news) {
			report.fileLoss = loss;
		}
		// Each time, as why it could not be recreated may be over.
		fileLost(loss);
	}

	/** How much of the record that was begun is to be written yet. */
	private long untilNextRecord() {
		this.state.lock.lock();
		try {
			return (this.state.partialRecordBytes() > 0) ? this.state.nextBoundary() - this.state.written() : 0;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Later forces say nothing of this file. */
	private void forceBeforeSwitch(BatchReport report) throws IOException {
		long position = this.state.written();
		if (position == this.state.durable()) {
			return;
		}
		force(report);
		this.state.lock.lock();
		try {
			this.pending.forced(position, this.state.writtenRecords(), this.state.writtenIndex());
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Forces what is written; the caller makes known up to where that was. */
	void force(BatchReport report) throws IOException {
		this.step = FailureKind.FORCE;
		long start = System.nanoTime();
		this.file.force();
		report.forced(System.nanoTime() - start);
		if (this.log != null) {
			this.log.forced();
		}
	}

	/**
	 * Does what was asked for before the batch; all before that is written and forced.
	 */
	void reopenAsAsked(BatchReport report, long ticket) {
		if (ticket == 0) {
			return;
		}
		IOException error = reopen(report, IndexEntry.Reason.TAKEN_AWAY);
		if (error == null) {
			fileLost(null);
		}
		served(this.pending.reopen(), ticket, error, report);
	}

	/** Likewise; all before that is written. */
	void rotateAsAsked(BatchReport report, long ticket) throws IOException {
		if (ticket == 0) {
			return;
		}
		forceBeforeSwitch(report);
		served(this.pending.rotation(), ticket, this.trigger.isNeeded(this.file) ? rotate(report) : null, report);
	}

	private void served(PendingWork.Request request, long ticket, IOException error, BatchReport report) {
		report.served = true;
		this.state.lock.lock();
		try {
			request.served(ticket, error);
			this.state.waiters.positionMoved();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private void fileLost(FileLoss loss) {
		this.state.lock.lock();
		try {
			this.state.fileLost(loss);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Makes an archive of what is written; returns why not, or null. */
	IOException rotate(BatchReport report) throws IOException {
		forceBeforeSwitch(report);
		this.step = FailureKind.OTHER;
		AppendFile old = this.file;
		long bytes = old.length();
		IndexEntry.Reason reason = IndexEntry.Reason.TAKEN_AWAY;
		String name = "";
		try {
			Path archive = this.trigger.archive(old);
			this.file = old.reopen();
			if (this.file == old) {
				this.trigger.restored();
				throw new IOException("the file was given its name back");
			}
			if (archive != null) {
				report.rotated(archive, bytes);
				reason = IndexEntry.Reason.ROTATED;
				name = RawName.of(archive);
			}
			else {
				report.reopened = path();
			}
		}
		catch (IOException ex) {
			this.trigger.failed();
			rotated(ex);
			report.rotationFailed(ex);
			return ex;
		}
		this.pending.watch().named(this.state.written());
		fileLost(null);
		IOException trouble = close(old, report, reason, name);
		if (trouble != null) {
			report.rotationFailed(trouble);
		}
		return null;
	}

	private void rotated(IOException failure) {
		this.state.lock.lock();
		try {
			this.state.rotated(failure);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Goes on with the file that the path names now; returns why not, or null. */
	private IOException reopen(BatchReport report, IndexEntry.Reason reason) {
		AppendFile old = this.file;
		try {
			this.file = old.reopen();
		}
		catch (IOException ex) {
			return ex;
		}
		this.pending.watch().named(this.state.written());
		report.reopened = path();
		return close(old, report, reason, "");
	}

	private Path path() {
		return this.file.path().map(Path::toAbsolutePath).orElse(null);
	}

	/**
	 * Bytes were written, up to the position of the buffer; returns the records so far.
	 */
	long wrote(ByteBuffer bytes, int from) {
		if (this.log == null) {
			return 0;
		}
		this.log.wrote(bytes, from);
		return this.log.records();
	}

	/** Makes known what became of the log. */
	void tellOfLog(BatchReport report) {
		if (this.log == null || !this.log.takeNews()) {
			return;
		}
		IOException failure = this.log.failure();
		if (failure != null) {
			report.logFailed(failure);
		}
		this.state.lock.lock();
		try {
			this.state.logKept(failure);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Closes the file; in order if the state of the appender says so. */
	void close(BatchReport report) throws IOException {
		if (this.log != null) {
			this.log.close(!isFailed());
			tellOfLog(report);
		}
		this.file.close();
	}

	private boolean isFailed() {
		this.state.lock.lock();
		try {
			return this.state.isFailed();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Another file has taken the place of one; returns what closing it met, or null. */
	private IOException close(AppendFile old, BatchReport report, IndexEntry.Reason reason, String name) {
		if (this.file == old) {
			this.trigger.restored();
			return null;
		}
		if (this.log != null) {
			this.log.replaced(this.file, reason, name);
		}
		report.tornTail += this.file.tornTail();
		report.foreign = this.file.foreign().orElse(null);
		report.isLockedByOthers = this.file.isLockedByOthers();
		IOException trouble = null;
		try {
			old.close();
		}
		catch (IOException ex) {
			trouble = ex;
		}
		rotated(null);
		if (this.trigger.succeeded()) {
			IOException another = this.rotatedFiles.rotated();
			trouble = (trouble != null) ? trouble : another;
		}
		if (this.rotatedFiles.follow(this.file)) {
			// A link leads elsewhere now.
			this.trigger.moved(this.rotatedFiles.current());
			this.rotatedFiles.opened();
		}
		return trouble;
	}

}
