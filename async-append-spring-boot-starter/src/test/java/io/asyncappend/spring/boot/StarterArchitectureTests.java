package io.asyncappend.spring.boot;

import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SliceRule;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

@AnalyzeClasses(packagesOf = StarterArchitectureTests.class, importOptions = DoNotIncludeTests.class)
class StarterArchitectureTests {

	private static final String BASE = "io.asyncappend.spring.boot";

	/**
	 * What each room may know of the others, from the ground up: a room knows only rooms
	 * above it in this list.
	 */
	private static final List<Room> ROOMS = List.of(
			new Room("text", "messages and documents show values alike, whatever the values are of"),
			new Room("properties", "what is configured can be read and refused without opening anything", "text"),
			new Room("appenders", "appenders are opened and closed the same way for whatever they are used", "text",
					"properties"),
			new Room("diagnostics", "a failure is explained by what it says, not by where it comes from", "text",
					"properties", "appenders"),
			new Room("accesslog.pattern", "a line is made of a request alone, and tested without a server"),
			new Room("accesslog.json", "a line is made of a request alone, and tested without a server",
					"accesslog.pattern"),
			new Room("accesslog.redact", "what is secret does not depend on how it is written"),
			new Room("accesslog.select", "what is left out does not depend on how it is written", "accesslog.pattern"),
			new Room("accesslog", "lines go to any appender, from any server", "text", "properties",
					"accesslog.pattern", "accesslog.json", "accesslog.redact", "accesslog.select"),
			new Room("accesslog.tracing", "there may be no Micrometer Tracing", "accesslog", "accesslog.pattern"),
			new Room("accesslog.security", "there may be no Spring Security", "accesslog"),
			new Room("accesslog.reactive", "an application may be reactive on each server", "accesslog"),
			new Room("accesslog.tomcat", "servers do not know each other", "accesslog", "accesslog.pattern"),
			new Room("accesslog.jetty", "servers do not know each other", "accesslog", "accesslog.pattern"),
			new Room("accesslog.netty", "servers do not know each other", "properties", "accesslog",
					"accesslog.pattern"),
			new Room("audit", "a trail needs an appender, and no context that opens it", "text", "properties"),
			new Room("forward", "records go on to any sink, whatever there is of Kafka", "text", "properties",
					"appenders"),
			new Room("forward.kafka", "Kafka's types stay where Kafka is", "text", "properties", "forward"),
			new Room("logging.sink", "lines are kept, dropped and counted alike for any logging library", "properties",
					"appenders"),
			new Room("logging.logback", "Logback's types stay where Logback is", "text", "properties", "logging.sink"),
			new Room("logging", "an application's start decides where its log goes", "properties", "appenders",
					"logging.sink", "logging.logback"),
			new Room("actuate.endpoint", "operations know appenders, not how these came about", "text"),
			new Room("actuate.page", "it draws what the endpoint answers, and stays true to that by knowing no more"),
			new Room("actuate.health", "health is read from a status", "text"),
			new Room("actuate.metrics", "meters are bound late, and told what they missed", "text", "appenders",
					"forward"),
			new Room("autoconfigure", "beans are put together in one place, which no other room knows", "text",
					"properties", "appenders", "accesslog", "accesslog.pattern", "accesslog.select", "accesslog.tomcat",
					"accesslog.jetty", "accesslog.netty", "accesslog.tracing", "accesslog.security",
					"accesslog.reactive", "audit", "forward", "forward.kafka", "actuate.endpoint", "actuate.page",
					"actuate.health", "actuate.metrics"));

	@ArchTest
	static void roomsKnowOnlyThoseBelowThem(JavaClasses classes) {
		Set<String> below = new HashSet<>();
		for (Room room : ROOMS) {
			assertThat(below).as("rooms below %s", room.name()).containsAll(room.known());
			room.rule().check(classes);
			below.add(room.name());
		}
		assertThat(classes.stream().map((type) -> type.getPackageName()).distinct())
			.as("each package has its place in the order")
			.containsExactlyInAnyOrderElementsOf(below.stream().map((room) -> BASE + "." + room).toList());
	}

	@ArchTest
	static final ArchRule noCycles = noCycles();

	/** Neither between packages nor inside one. */
	static SliceRule noCycles() {
		return slices().assignedFrom(new SliceAssignment() {

			@Override
			public SliceIdentifier getIdentifierOf(JavaClass type) {
				return SliceIdentifier.of(type.getName().replaceAll("\\$.*$", ""));
			}

			@Override
			public String getDescription() {
				return "types with those nested in them";
			}

		}).should().beFreeOfCycles().because("a part that needs itself cannot be understood in parts");
	}

	@ArchTest
	static final ArchRule oneDoor = noClasses().should()
		.dependOnClassesThat(resideInAnyPackage("java.nio.channels..").or(assignableTo(Channel.class)))
		.orShould()
		.dependOnClassesThat(resideInAPackage("java.io..")
			.and(nameEndsWith("OutputStream", "PrintStream", "Writer", "RandomAccessFile")))
		.because("only the core writes, forces and closes files; a second place that writes one is a smell");

	/**
	 * {@code Confinement} says before the core opens a path whether it leads out of the
	 * directory that files are confined to, {@code FileKey} whether two paths are one
	 * file, and {@code AppenderOpener} why a path could not be opened. They ask what a
	 * name stands for; what the core opens, it looks at by itself.
	 */
	private static final Set<String> ASKS_FOR_ATTRIBUTES = Set.of(BASE + ".appenders.Confinement",
			BASE + ".appenders.FileKey", BASE + ".appenders.AppenderOpener");

	private static final Set<String> ASKING = Set.of("exists", "notExists", "getAttribute", "isDirectory",
			"isRegularFile", "isSymbolicLink", "isWritable", "list", "readAttributes", "readSymbolicLink");

	private static final DescribedPredicate<JavaClass> asksForAttributes = DescribedPredicate
		.describe("ask for attributes", (type) -> ASKS_FOR_ATTRIBUTES.contains(type.getName().replaceAll("\\$.*", "")));

	@ArchTest
	static final ArchRule safeDoorToNames = noClasses().that(are(not(asksForAttributes)))
		.should()
		.dependOnClassesThat(openFilesByName())
		.because("a name may stand for anything at any moment: only the core opens what it leads to, and compares");

	@ArchTest
	static final ArchRule attributesOnly = noClasses().should()
		.callMethodWhere(DescribedPredicate.describe("it opens or changes a file by name",
				(call) -> call.getTargetOwner().isEquivalentTo(Files.class) && !ASKING.contains(call.getName())))
		.orShould()
		.dependOnClassesThat(openFilesByName().and(not(equivalentTo(Files.class))))
		.because("those that ask what a name stands for must not become a second door");

	@ArchTest
	static final ArchRule onlyTheAuditTrailReads = noClasses().that()
		.resideOutsideOfPackage(BASE + ".audit..")
		.should()
		.dependOnClassesThat(resideInAPackage("java.io..").and(nameEndsWith("InputStream", "Reader")))
		.because("records are read back where they are found again, and nowhere else");

	@ArchTest
	static final ArchRule auditDoor = noClasses().that()
		.resideOutsideOfPackage(BASE + ".audit..")
		.and()
		.haveNameNotMatching(".*\\.AsyncAppend(Audit|Metrics)AutoConfiguration(\\$.*)?")
		.should()
		.dependOnClassesThat(resideInAPackage(BASE + ".audit.."))
		.because("it needs Actuator and Jackson, and would not load without them");

	@ArchTest
	static final ArchRule tomcatDoor = onlyItsRoomKnows("tomcat", "org.apache.catalina..", "org.apache.coyote..",
			"org.springframework.boot.tomcat..");

	@ArchTest
	static final ArchRule jettyDoor = onlyItsRoomKnows("jetty", "org.eclipse.jetty..",
			"org.springframework.boot.jetty..");

	@ArchTest
	static final ArchRule nettyDoor = onlyItsRoomKnows("netty", "reactor.netty..", "io.netty..",
			"org.springframework.boot.reactor.netty..");

	@ArchTest
	static final ArchRule tracingDoor = onlyItsRoomKnows("tracing", "io.micrometer.tracing..");

	@ArchTest
	static final ArchRule securityDoor = onlyItsRoomKnows("security", "org.springframework.security.config..");

	@ArchTest
	static final ArchRule reactiveDoor = onlyItsRoomKnows("reactive");

	@ArchTest
	static final ArchRule endpointDoor = onlyItsAutoConfigurationReaches("endpoint");

	@ArchTest
	static final ArchRule pageDoor = onlyItsAutoConfigurationReaches("page");

	@ArchTest
	static final ArchRule healthDoor = onlyItsAutoConfigurationReaches("health");

	@ArchTest
	static final ArchRule metricsDoor = onlyItsAutoConfigurationReaches("metrics");

	@ArchTest
	static final ArchRule optionalOutside = noClasses().that()
		.resideInAnyPackage(BASE + ".text..", BASE + ".properties..", BASE + ".appenders..", BASE + ".diagnostics..",
				BASE + ".accesslog..", BASE + ".logging..")
		.and()
		.resideOutsideOfPackage(BASE + ".accesslog.tracing..")
		.should()
		.dependOnClassesThat(resideInAnyPackage("io.micrometer..", "org.springframework.boot.actuate..",
				"org.springframework.boot.health..", "org.springframework.boot.micrometer..", "tools.jackson.."))
		.because("the starter works without Actuator and Micrometer on the class path");

	@ArchTest
	static final ArchRule logbackDoor = noClasses().that()
		.resideOutsideOfPackage(BASE + ".logging.logback..")
		.should()
		.dependOnClassesThat(resideInAnyPackage("ch.qos.logback..", "org.springframework.boot.logging.logback.."))
		.because("the starter works with another logging library on the class path");

	@ArchTest
	static final ArchRule kafkaDoor = noClasses().that()
		.resideOutsideOfPackage(BASE + ".forward.kafka..")
		.and()
		.haveNameNotMatching(".*\\.AsyncAppendForwardAutoConfiguration\\$.*")
		.should()
		.dependOnClassesThat(resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..",
				"org.springframework.boot.kafka..", BASE + ".forward.kafka.."))
		.because("the starter works without Kafka on the class path");

	@ArchTest
	static final ArchRule publicCoreOnly = noClasses().should()
		.dependOnClassesThat(
				resideInAPackage("io.asyncappend..").and(not(resideInAnyPackage("io.asyncappend", BASE + ".."))))
		.because("the core exports one package, and what is behind it may change");

	@ArchTest
	static final ArchRule nullMarked = classes().should(ArchConditions.be(inNullMarkedPackage()))
		.because("callers are told where null may come from");

	private static ArchRule onlyItsAutoConfigurationReaches(String room) {
		String concern = room.substring(0, 1).toUpperCase(Locale.ROOT) + room.substring(1);
		return noClasses().that()
			.resideOutsideOfPackage(BASE + ".actuate." + room + "..")
			.and()
			.haveNameNotMatching(
					".*\\.AsyncAppend" + concern + "(Contributor|ManagementContext)?(Auto)?Configuration(\\$.*)?")
			.should()
			.dependOnClassesThat(resideInAPackage(BASE + ".actuate." + room + ".."))
			.because("whatever else reached it would not load where its library is not on the class path");
	}

	/** Class literals in annotations are read without loading the class. */
	private static ArchRule onlyItsRoomKnows(String server, String... packages) {
		return noClasses().that()
			.resideOutsideOfPackage(BASE + ".accesslog." + server + "..")
			.and()
			.haveNameNotMatching(".*\\.AsyncAppendAccessLogAutoConfiguration\\$.*")
			.should()
			.dependOnClassesThat(
					resideInAnyPackage(packages).or(resideInAPackage(BASE + ".accesslog." + server + "..")))
			.because("an application has one server, and classes of others and of what it does not use are not there");
	}

	private static DescribedPredicate<JavaClass> nameEndsWith(String... ends) {
		return DescribedPredicate.describe("have a name that ends with one of " + String.join(", ", ends),
				(type) -> Arrays.stream(ends).anyMatch((end) -> type.getSimpleName().endsWith(end)));
	}

	private static DescribedPredicate<JavaClass> openFilesByName() {
		return DescribedPredicate.describe("open files by name",
				(type) -> type.isEquivalentTo(Files.class) || type.isAssignableTo(FileChannel.class)
						|| type.isAssignableTo(AsynchronousFileChannel.class)
						|| type.getName()
							.matches("java\\.io\\.(File|RandomAccessFile|File(In|Out)putStream|File(Reader|Writer))")
						|| type.getName().matches("java\\.util\\.(zip\\.ZipFile|jar\\.JarFile|Scanner)")
						|| type.getName()
							.matches("org\\.springframework\\.(core\\.io\\.(FileSystem|Path|FileUrl)Resource"
									+ "|util\\.(FileSystem|FileCopy|Resource)Utils)"));
	}

	private static DescribedPredicate<JavaClass> inNullMarkedPackage() {
		return DescribedPredicate.describe("in a package that is @NullMarked",
				(type) -> type.getPackage().isAnnotatedWith(NullMarked.class));
	}

	/**
	 * A package, and the packages that it may know.
	 */
	record Room(String name, String reason, Set<String> known) {

		Room(String name, String reason, String... known) {
			this(name, reason, Set.of(known));
		}

		ArchRule rule() {
			String[] allowed = Stream.concat(Stream.of(this.name), this.known.stream())
				.map((room) -> BASE + "." + room)
				.toArray(String[]::new);
			return noClasses().that()
				.resideInAPackage(BASE + "." + this.name)
				.should()
				.dependOnClassesThat(resideInAPackage(BASE + "..").and(not(resideInAnyPackage(allowed))))
				.because(this.reason);
		}

	}

}
