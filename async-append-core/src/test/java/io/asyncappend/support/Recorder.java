package io.asyncappend.support;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FileLoss;
import io.asyncappend.LogStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A listener that remembers what it was told. */
public class Recorder implements AppendListener {

	public final AtomicLong writtenBytes = new AtomicLong();

	public final AtomicLong syncs = new AtomicLong();

	public final AtomicLong blocked = new AtomicLong();

	public final AtomicLong droppedRecords = new AtomicLong();

	public final AtomicLong droppedBytes = new AtomicLong();

	public final List<IOException> degraded = new CopyOnWriteArrayList<>();

	public final AtomicLong recovered = new AtomicLong();

	public final List<Throwable> failed = new CopyOnWriteArrayList<>();

	public final List<String> fallbacks = new CopyOnWriteArrayList<>();

	public final List<Path> reopened = new CopyOnWriteArrayList<>();

	public final List<Long> tornTails = new CopyOnWriteArrayList<>();

	public final AtomicLong lockedByOthers = new AtomicLong();

	public final List<FileLoss> losses = new CopyOnWriteArrayList<>();

	public final List<AppenderStatus> closed = new CopyOnWriteArrayList<>();

	public final List<Path> rotated = new CopyOnWriteArrayList<>();

	public final List<Path> compressed = new CopyOnWriteArrayList<>();

	public final List<String> foreign = new CopyOnWriteArrayList<>();

	public final List<String> leftOut = new CopyOnWriteArrayList<>();

	public final List<Path> deleted = new CopyOnWriteArrayList<>();

	public final List<IOException> rotationFailures = new CopyOnWriteArrayList<>();

	public final AtomicLong opened = new AtomicLong();

	public final List<LogStatus> logs = new CopyOnWriteArrayList<>();

	public final List<IOException> logFailures = new CopyOnWriteArrayList<>();

	@Override
	public void onLogBegan(AsyncAppender appender, LogStatus log) {
		this.logs.add(log);
	}

	@Override
	public void onLogFailed(AsyncAppender appender, IOException cause) {
		this.logFailures.add(cause);
	}

	@Override
	public void onOpen(AsyncAppender appender) {
		this.opened.incrementAndGet();
	}

	@Override
	public void onWrite(AsyncAppender appender, long bytes, long nanos) {
		this.writtenBytes.addAndGet(bytes);
	}

	@Override
	public void onSync(AsyncAppender appender, long nanos) {
		this.syncs.incrementAndGet();
	}

	@Override
	public void onBlocked(AsyncAppender appender, long nanos) {
		this.blocked.incrementAndGet();
	}

	@Override
	public void onLockedByOthers(AsyncAppender appender) {
		this.lockedByOthers.incrementAndGet();
	}

	@Override
	public void onTornTail(AsyncAppender appender, long bytes) {
		this.tornTails.add(bytes);
	}

	@Override
	public void onFileLost(AsyncAppender appender, FileLoss loss) {
		this.losses.add(loss);
	}

	@Override
	public void onDropped(AsyncAppender appender, long records, long bytes) {
		this.droppedRecords.addAndGet(records);
		this.droppedBytes.addAndGet(bytes);
	}

	@Override
	public void onDegraded(AsyncAppender appender, IOException cause) {
		this.degraded.add(cause);
	}

	@Override
	public void onRecovered(AsyncAppender appender) {
		this.recovered.incrementAndGet();
	}

	@Override
	public void onFailed(AsyncAppender appender, Throwable cause) {
		this.failed.add(cause);
	}

	@Override
	public void onFallback(AsyncAppender appender, String reason) {
		this.fallbacks.add(reason);
	}

	@Override
	public void onReopen(AsyncAppender appender, Path file) {
		this.reopened.add(file);
	}

	@Override
	public void onRotated(AsyncAppender appender, Path archive, long bytes) {
		this.rotated.add(archive);
	}

	@Override
	public void onArchiveCompressed(AsyncAppender appender, Path archive, long bytes) {
		this.compressed.add(archive);
	}

	@Override
	public void onArchiveDeleted(AsyncAppender appender, Path archive, long bytes) {
		this.deleted.add(archive);
	}

	@Override
	public void onForeignFile(AsyncAppender appender, String reason) {
		this.foreign.add(reason);
	}

	@Override
	public void onArchiveLeftOut(AsyncAppender appender, Path path, String reason) {
		this.leftOut.add(path.getFileName() + " " + reason);
	}

	@Override
	public void onRotationFailed(AsyncAppender appender, IOException cause) {
		this.rotationFailures.add(cause);
	}

	@Override
	public void onClose(AsyncAppender appender, AppenderStatus last) {
		this.closed.add(last);
	}

}
