package io.asyncappend.spring.boot;

import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
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

@AnalyzeClasses(packagesOf = StarterArchitectureTests.class, importOptions = DoNotIncludeTests.class)
class StarterArchitectureTests {

	private static final String BASE = "io.asyncappend.spring.boot";

	@ArchTest
	static final ArchRule noCycles = slices().matching(BASE + ".(**)")
		.should()
		.beFreeOfCycles()
		.because("a package is a room with one purpose, and can be read without those that use it");

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
	static final ArchRule endpointDoor = onlyItsAutoConfigurationReaches("endpoint");

	@ArchTest
	static final ArchRule healthDoor = onlyItsAutoConfigurationReaches("health");

	@ArchTest
	static final ArchRule metricsDoor = onlyItsAutoConfigurationReaches("metrics");

	@ArchTest
	static final ArchRule optionalOutside = noClasses().that()
		.resideInAnyPackage(BASE + ".properties..", BASE + ".appenders..", BASE + ".diagnostics..",
				BASE + ".accesslog..", BASE + ".logging..")
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
			.haveNameNotMatching(".*\\.AsyncAppend" + concern + "(Contributor)?AutoConfiguration(\\$.*)?")
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
			.because("an application has one server, and classes of the others are not there");
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

}
