package io.asyncappend.harness.benchmark.contender;

import io.asyncappend.harness.benchmark.record.RecordReader;
import java.util.List;
import org.apache.activemq.artemis.core.journal.LoaderCallback;
import org.apache.activemq.artemis.core.journal.PreparedTransactionInfo;
import org.apache.activemq.artemis.core.journal.RecordInfo;

/** Hands over the records of a journal that is loaded. */
record ArtemisLoader(RecordReader reader) implements LoaderCallback {

	@Override
	public void addRecord(RecordInfo info) {
		this.reader.read(info.data, 0, info.data.length);
	}

	@Override
	public void addPreparedTransaction(PreparedTransactionInfo transaction) {
	}

	@Override
	public void deleteRecord(long id) {
	}

	@Override
	public void updateRecord(RecordInfo info) {
	}

	@Override
	public void failedTransaction(long transaction, List<RecordInfo> records, List<RecordInfo> deleted) {
	}

}
