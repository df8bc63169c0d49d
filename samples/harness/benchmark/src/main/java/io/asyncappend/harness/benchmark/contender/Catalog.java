package io.asyncappend.harness.benchmark.contender;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** All contenders, what they can do, and what their JVM needs. */
public final class Catalog {

	/** The name of the limit, which always writes alone, in blocks of its own size. */
	public static final String LIMIT = "limit";

	/** The size of the limit's blocks in bytes. */
	public static final int LIMIT_RECORD_SIZE = Limit.RECORD_SIZE;

	/** What a contender can be asked for. */
	public enum Ability {

		/** {@code append} and {@code flush}. */
		WRITTEN,

		/** {@code appendDurably}. */
		DURABLE,

		/** {@code submitDurably}. */
		PIPELINED,

		/** More than one file. */
		MANY_FILES,

		/** More than a hundred, without a thread or megabytes for each. */
		THOUSANDS,

		/** {@link Switchable}. */
		SWITCHING

	}

	/**
	 * A contender.
	 *
	 * @param name by which it is asked for
	 * @param title for tables and pictures
	 * @param abilities what it can do
	 * @param peer whether it is another library, whose losses are a finding and not a
	 * fault of this build
	 * @param flags for its JVM
	 * @param disruptor which jar of the Disruptor goes on its class path, if any
	 * @param missing says why it cannot run on this machine, or {@code null}
	 * @param supplier makes one
	 */
	public record Entry(String name, String title, Set<Ability> abilities, boolean peer, List<String> flags,
			String disruptor, Supplier<String> missing, Supplier<Contender> supplier) {

		/**
		 * Whether it is this library.
		 * @return whether its name says so
		 */
		public boolean ours() {
			return this.name.startsWith("async-append");
		}

	}

	private static final Set<Ability> WRITTEN = Set.of(Ability.WRITTEN);

	private static final Set<Ability> ALL = Set.of(Ability.WRITTEN, Ability.DURABLE, Ability.PIPELINED,
			Ability.MANY_FILES);

	private static final Set<Ability> SWITCHING = Set.of(Ability.values());

	private static final Set<Ability> UNQUEUED = Set.of(Ability.WRITTEN, Ability.DURABLE, Ability.MANY_FILES);

	private static final Set<Ability> LIGHT = Set.of(Ability.WRITTEN, Ability.DURABLE, Ability.MANY_FILES,
			Ability.THOUSANDS);

	private static final Set<Ability> POOLED = Set.of(Ability.DURABLE, Ability.MANY_FILES, Ability.THOUSANDS);

	/** The journal keeps every record's whereabouts on the heap. */
	private static final List<String> JOURNAL = List.of("-Xmx3g");

	private static final List<String> AGRONA = List.of("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");

	private static final List<Entry> ENTRIES = List.of(ours("async-append", "async-append", true, true, SWITCHING),
			ours("async-append-sync", "async-append, sync()", true, false, LIGHT),
			ours("async-append-synchronous", "async-append, synchronous", false, true,
					Set.of(Ability.WRITTEN, Ability.DURABLE, Ability.PIPELINED, Ability.MANY_FILES, Ability.THOUSANDS)),
			own("async-append-no-log", "async-append, no lasting positions", SWITCHING,
					() -> new AsyncAppend(true, true, false)),
			own("file-output-stream", "FileOutputStream", WRITTEN, () -> new Streams(false)),
			own("buffered-output-stream", "BufferedOutputStream", WRITTEN, () -> new Streams(true)),
			own("file-channel", "FileChannel", LIGHT, Channels::new),
			own("group-commit", "leader and follower", POOLED, GroupCommit::new),
			own("direct-hand-off", "leader and follower, direct hand-off", POOLED, DirectHandOff::new),
			own("pool-32", "pool of 32 threads", POOLED, () -> new SyncPool(32)),
			own("one-thread", "one thread", POOLED, () -> new SyncPool(1)),
			peer("agrona-ring", "Agrona ring", ALL, AGRONA, null, Ring::new),
			peer("agrona-slots", "Agrona ring, waiter slots", ALL, AGRONA, null, () -> new SlotRing(0)),
			peer("agrona-slots-4m", "Agrona ring, waiter slots, 4 MiB", ALL, AGRONA, null,
					() -> new SlotRing(4 * 1024 * 1024)),
			peer("log4j2-disruptor3", "Log4j2, Disruptor 3", WRITTEN, List.of(), "disruptor-3.jar", Log4j::new),
			peer("log4j2-disruptor4", "Log4j2, Disruptor 4", WRITTEN, List.of(), "disruptor-4.jar", Log4j::new),
			peer("logback", "Logback", WRITTEN, List.of(), null, Logback::new),
			peer("chronicle-queue", "Chronicle Queue", UNQUEUED, chronicleFlags(), null, Chronicle::new),
			peer("artemis-nio", "Artemis NIO", ALL, JOURNAL, null, () -> new Artemis(Artemis.Kind.NIO)),
			peer("artemis-mapped", "Artemis mapped", ALL, JOURNAL, null, () -> new Artemis(Artemis.Kind.MAPPED)),
			new Entry("artemis-aio", "Artemis AIO", ALL, true, JOURNAL, null, Artemis::missing,
					() -> new Artemis(Artemis.Kind.AIO)),
			own(LIMIT, "limit", WRITTEN, Limit::new));

	private Catalog() {
	}

	private static Entry ours(String name, String title, boolean asynchronous, boolean futures, Set<Ability> can) {
		return own(name, title, can, () -> new AsyncAppend(asynchronous, futures, true));
	}

	private static Entry own(String name, String title, Set<Ability> can, Supplier<Contender> supplier) {
		return new Entry(name, title, can, false, List.of(), null, () -> null, supplier);
	}

	private static Entry peer(String name, String title, Set<Ability> can, List<String> flags, String disruptor,
			Supplier<Contender> supplier) {
		return new Entry(name, title, can, true, flags, disruptor, () -> null, supplier);
	}

	/** As its manual asks for, and no reports to its makers. */
	private static List<String> chronicleFlags() {
		return List.of("--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
				"--add-exports=java.base/sun.nio.ch=ALL-UNNAMED", "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
				"--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
				"--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
				"--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
				"--add-opens=java.base/java.io=ALL-UNNAMED", "--add-opens=java.base/java.util=ALL-UNNAMED",
				"--add-opens=java.base/java.nio=ALL-UNNAMED", "-Dchronicle.analytics.disable=true",
				"-Dchronicle.disk.monitor.disable=true");
	}

	/**
	 * All contenders.
	 * @return in the order of the tables
	 */
	public static List<Entry> entries() {
		return ENTRIES;
	}

	/**
	 * Finds one.
	 * @param name its name
	 * @return the contender
	 * @throws IllegalArgumentException if there is none of that name
	 */
	public static Entry find(String name) {
		return ENTRIES.stream()
			.filter((entry) -> entry.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("no contender '" + name + "'"));
	}

}
