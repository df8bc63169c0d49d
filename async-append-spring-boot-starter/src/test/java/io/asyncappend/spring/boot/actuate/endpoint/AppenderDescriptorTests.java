package io.asyncappend.spring.boot.actuate.endpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AppenderStatus.Age;
import io.asyncappend.AppenderStatus.Dropped;
import io.asyncappend.AppenderStatus.Positions;
import io.asyncappend.AppenderStatus.Records;
import io.asyncappend.AppenderStorage;
import io.asyncappend.AppenderStorage.Archives;
import io.asyncappend.AppenderTrouble;
import io.asyncappend.Backpressure;
import io.asyncappend.FailureKind;
import io.asyncappend.FileLoss;
import io.asyncappend.LogCursor;
import io.asyncappend.LogStatus;
import io.asyncappend.Rotation;
import io.asyncappend.SyncPolicy;
import io.asyncappend.spring.boot.actuate.endpoint.OperationDescriptor.OutcomeDescriptor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each key of the endpoint with a value of its own, so that no two can be swapped.
 */
class AppenderDescriptorTests {

	private static final UUID ID = UUID.randomUUID();

	private static final List<CursorDescriptor> CURSORS = List.of(CursorDescriptor.of(new LogCursor.Status("billing",
			101, 4, new LogCursor.Lag(499, 26, Optional.of(Duration.ofSeconds(5))), 1, 24)));

	private final JsonMapper json = new JsonMapper();

	@Test
	void eachKeyHasItsValueInItsOrder() {
		AppenderStatus status = AppenderStatus.builder("audit")
			.file(Path.of("audit.log"))
			.state(AppenderStatus.State.DEGRADED)
			.mode(AppenderStatus.Mode.SYNCHRONOUS)
			.engine("memory")
			.fallbackReason("no thread")
			.positions(new Positions(1000, 700, 600))
			.records(new Records(30, 28, 27))
			.age(new Age(Duration.ofMillis(16), Duration.ofMillis(17)))
			.storage(new AppenderStorage(OptionalLong.of(18), Optional.of(new Archives(19, 40, 20, 22))))
			.dropped(new Dropped(5, 51))
			.trouble(AppenderTrouble.builder()
				.failure(FailureKind.NO_SPACE, new IOException("full"))
				.degradations(7)
				.degraded(Duration.ofMillis(8))
				.tornBytes(9)
				.tornTailBytes(10)
				.fileLoss(FileLoss.of(FileLoss.Kind.REPLACED, 11))
				.rotationFailure(new IOException("name too long"))
				.build())
			.log(LogStatus.opened(ID, LogStatus.Origin.RENEWED, "a copy", 100, 3).at(31, 30))
			.build();
		AppenderOptions options = AppenderOptions.builder()
			.bufferSize(4096)
			.backpressure(Backpressure.fail())
			.sync(SyncPolicy.every(Duration.ofSeconds(2)))
			.minFree(21)
			.rotation(Rotation.builder()
				.maxSize(12)
				.every(Rotation.Period.HOUR)
				.zone("UTC")
				.naming("{name}.{index}")
				.compress(true)
				.keepFiles(13)
				.keepFor(Duration.ofDays(1))
				.keepSize(14)
				.keepAtLeast(15)
				.keepUntil(Set.of("billing"))
				.keepUntilSize(23)
				.build())
			.build();
		Map<String, Object> expected = new LinkedHashMap<>();
		expected.put("name", "audit");
		expected.put("file", "audit.log");
		expected.put("state", "degraded");
		expected.put("mode", "synchronous");
		expected.put("engine", "memory");
		expected.put("fallbackReason", "no thread");
		expected.put("acceptedPosition", 1000);
		expected.put("writtenPosition", 700);
		expected.put("durablePosition", 600);
		expected.put("acceptedRecords", 30);
		expected.put("writtenRecords", 28);
		expected.put("durableRecords", 27);
		expected.put("queuedRecords", 2);
		expected.put("queuedBytes", 300);
		expected.put("unsyncedBytes", 100);
		expected.put("unwrittenAgeMillis", 16);
		expected.put("undurableAgeMillis", 17);
		expected.put("droppedRecords", 5);
		expected.put("droppedBytes", 51);
		expected.put("freeBytes", 18);
		expected.put("archives", Map.of("files", 19, "bytes", 40, "heldBytes", 20, "overruns", 22));
		expected.put("bufferSize", 4096);
		expected.put("backpressure", "fail");
		expected.put("sync", Map.of("policy", "every", "interval", "PT2S"));
		expected.put("minFree", 21);
		Map<String, Object> rotation = new LinkedHashMap<>(
				Map.of("maxSize", 12, "every", "hour", "zone", "UTC", "naming", "{name}.{index}", "compress", true,
						"keepFiles", 13, "keepFor", "PT24H", "keepSize", 14, "keepAtLeast", 15));
		rotation.put("keepUntil", List.of("billing"));
		rotation.put("keepUntilSize", 23);
		expected.put("rotation", rotation);
		Map<String, Object> log = new LinkedHashMap<>(Map.of("id", ID.toString(), "origin", "renewed", "detail",
				"a copy", "openedPosition", 100, "openedIndex", 3, "writtenIndex", 31, "durableIndex", 30));
		expected.put("log", log);
		expected.put("cursors", List.of(Map.of("name", "billing", "acknowledgedPosition", 101, "acknowledgedIndex", 4,
				"lagBytes", 499, "lagRecords", 26, "lagAgeMillis", 5000, "gaps", 1, "gapBytes", 24)));
		expected.put("fsync", Map.of("count", 16, "totalMillis", 17.5, "lastMillis", 18.5, "slowestMillis", 19.5));
		expected.put("failure", "java.io.IOException: full");
		expected.put("failureKind", "no-space");
		expected.put("degradations", 7);
		expected.put("degradedMillis", 8);
		expected.put("tornBytes", 9);
		expected.put("tornTailBytes", 10);
		Map<String, Object> loss = new LinkedHashMap<>();
		loss.put("kind", "replaced");
		loss.put("bytes", 11);
		loss.put("recreateFailure", null);
		expected.put("fileLoss", loss);
		expected.put("rotationFailure", "java.io.IOException: name too long");
		expected.put("forwarding", null);
		assertThat(json(AppenderDescriptor.of(status, options, CURSORS, new FsyncDescriptor(16, 17.5, 18.5, 19.5))))
			.containsExactlyEntriesOf(expected);
	}

	@Test
	void whatIsNotKnownOfTheDiskIsNull() {
		Map<String, Object> all = json(
				AppenderDescriptor.of(AppenderStatus.builder("audit").build(), AppenderOptions.defaults(), null, null));
		assertThat(all).containsEntry("freeBytes", null).containsEntry("archives", null).containsEntry("minFree", 0);
	}

	@Test
	void anOutcomeHasItsPositions() {
		Map<String, Object> expected = new LinkedHashMap<>();
		expected.put("done", false);
		expected.put("timedOut", true);
		expected.put("acceptedPosition", 3);
		expected.put("writtenPosition", 2);
		expected.put("durablePosition", 1);
		expected.put("failure", "late");
		assertThat(json(new OutcomeDescriptor(false, true, new Positions(3, 2, 1), "late")))
			.containsExactlyEntriesOf(expected);
	}

	private Map<String, Object> json(Object descriptor) {
		return this.json.readValue(this.json.writeValueAsString(descriptor), new TypeReference<>() {
		});
	}

}
