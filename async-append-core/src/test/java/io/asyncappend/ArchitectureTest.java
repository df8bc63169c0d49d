package io.asyncappend;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SliceRule;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.internal.archive.ArchiveHolds;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.ProcessUser;
import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.file.SafeDirectory;
import io.asyncappend.internal.file.SafeInput;
import io.asyncappend.internal.file.SafeOutput;
import io.asyncappend.internal.file.StandardStreamFile;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** What the parts of the library may know of each other, and why. */
@Tag("any-jdk")
@ArchTag("any-jdk")
@AnalyzeClasses(packages = "io.asyncappend", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

	private static final Set<String> READING = Set.of("isDirectory", "isReadable", "isSymbolicLink", "exists",
			"getFileStore", "readAttributes", "getAttribute", "size", "readSymbolicLink");

	private static final Set<String> SAFE_DOOR_NAMES = Set.of("SafeDirectory", "SafeOutput", "SafeInput", "RandomInput",
			"Look", "OpenFile", "OpenedPath", "ProcessUser", "RegularFile", "Directories", "InterruptSafeFile", "Tail",
			"TailReader", "LockFile", "SideFile", "SpaceShortage", "PathAppendFile", "PathWalk", "FreeSpace", "Device",
			"StandardDescriptor", "FileContent", "Boot");

	private static final DescribedPredicate<JavaClass> SAFE_DOOR = DescribedPredicate.describe("of the safe door",
			(type) -> SAFE_DOOR_NAMES
				.contains(type.getName().replaceAll("^io\\.asyncappend\\.internal\\.file\\.|\\$.*$", "")));

	private static final DescribedPredicate<JavaClass> BUILDERS = DescribedPredicate.describe("the builders",
			(type) -> type.getSimpleName().equals("Builder"));

	@ArchTest
	static final ArchRule THE_JDK_ALONE = noClasses().should()
		.dependOnClassesThat()
		.resideOutsideOfPackages("java..", "io.asyncappend..")
		.because("the core adds nothing to a user's class path");

	@ArchTest
	static final ArchRule THE_API_NAMES_NO_INTERNALS = noClasses().that()
		.resideInAPackage("io.asyncappend")
		.and()
		.doNotHaveFullyQualifiedName(AsyncAppendFactory.class.getName())
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.asyncappend.internal..")
		.because("what users see can be read, faked and kept stable without what is behind it; one line makes a"
				+ " factory's builder");

	@ArchTest
	static final ArchRule THE_API_IS_PUBLIC = classes().that()
		.resideInAPackage("io.asyncappend")
		.and()
		.areTopLevelClasses()
		.and()
		.doNotHaveSimpleName("package-info")
		.should()
		.bePublic()
		.because("what is not for users lies in io.asyncappend.internal");

	@ArchTest
	static final ArchRule VALUES_ARE_BUILT_BY_NAME = noClasses().that(are(not(BUILDERS)))
		.should()
		.callConstructorWhere(DescribedPredicate.describe("one of many components",
				(call) -> call.getTargetOwner().isRecord() && !call.getTargetOwner().equals(call.getOriginOwner())
						&& call.getTarget().getRawParameterTypes().size() > 6
						&& call.getTargetOwner().getPackageName().equals("io.asyncappend")))
		.because("two values of one type would be swapped unnoticed");

	@ArchTest
	static final ArchRule THE_GROUND = noClasses().that()
		.resideInAPackage("io.asyncappend.internal.concurrent..")
		.should()
		.dependOnClassesThat(resideOutsideOfPackages("java..", "io.asyncappend.internal.concurrent.."))
		.because("locks, deadlines and threads are what all else stands on");

	@ArchTest
	static final ArchRule THE_BUFFER_IS_PLAIN_MEMORY = noClasses().that()
		.resideInAPackage("io.asyncappend.internal.buffer..")
		.should()
		.dependOnClassesThat(
				resideOutsideOfPackages("java.lang..", "java.nio", "java.util", "io.asyncappend.internal.buffer..")
					.and(not(belongToAnyOf(LockSupport.class))))
		.because("its user holds a lock, under which nothing may block, or holds none");

	@ArchTest
	static final ArchRule IO_THREADS_KNOW_NO_CONTENT = noClasses().that()
		.resideInAPackage("io.asyncappend.internal.io..")
		.should()
		.dependOnClassesThat(resideOutsideOfPackages("java..", "io.asyncappend.internal.io..",
				"io.asyncappend.internal.concurrent.."))
		.because("threads are of a file system, whatever they do there");

	@ArchTest
	static final ArchRule A_FILE_KNOWS_NO_RECORDS = noClasses().that()
		.resideInAPackage("io.asyncappend.internal.file..")
		.should()
		.dependOnClassesThat(resideOutsideOfPackages("java..", "io.asyncappend", "io.asyncappend.internal.file..",
				"io.asyncappend.internal.io..", "io.asyncappend.internal.concurrent.."))
		.because("a file takes bytes; when, and whose they are, is for those above");

	@ArchTest
	static final ArchRule ARCHIVES_HAVE_NO_OWNER = noClasses().that()
		.resideInAPackage("io.asyncappend.internal.archive..")
		.should()
		.dependOnClassesThat(resideOutsideOfPackages("java..", "io.asyncappend", "io.asyncappend.internal.archive..")
			.and(not(belongToAnyOf(Look.class, Look.Kind.class, ProcessUser.class, RawName.class, SafeDirectory.class,
					SafeInput.class, SafeOutput.class))))
		.because("who compresses and deletes must not get hold of a file that is written, nor of a thread that writes");

	@ArchTest
	static final ArchRule A_LOG_HAS_NO_WRITER = noClasses().that()
		.resideInAPackage("io.asyncappend.internal.log..")
		.should()
		.dependOnClassesThat(resideOutsideOfPackages("java..", "io.asyncappend", "io.asyncappend.internal.log..",
				"io.asyncappend.internal.file.."))
		.because("what lies beside a file is read by the writer, by readers, cursors and tools alike");

	@ArchTest
	static final ArchRule A_READER_KNOWS_NO_APPENDER = noClasses().that()
		.resideInAPackage("io.asyncappend.internal.reader..")
		.should()
		.dependOnClassesThat(resideOutsideOfPackages("java..", "io.asyncappend", "io.asyncappend.internal.reader..",
				"io.asyncappend.internal.log..", "io.asyncappend.internal.archive..", "io.asyncappend.internal.file..",
				"io.asyncappend.internal.concurrent.."))
		.because("the tool reads without one, what lies there; in the process that writes a source stands between");

	@ArchTest
	static final ArchRule CURSORS_KNOW_THE_LOG_ALONE = noClasses().that()
		.resideInAPackage("io.asyncappend.internal.cursor..")
		.should()
		.dependOnClassesThat(resideOutsideOfPackages("java..", "io.asyncappend", "io.asyncappend.internal.cursor..",
				"io.asyncappend.internal.log..", "io.asyncappend.internal.io..", "io.asyncappend.internal.concurrent..")
			.and(not(belongToAnyOf(ArchiveHolds.class, RawName.class))))
		.because("a consumer that is slow, or stands still, must not get hold of what is written");

	@ArchTest
	static final ArchRule STATE_DOES_NOTHING = noClasses().that()
		.resideInAPackage("io.asyncappend.internal.state..")
		.should()
		.dependOnClassesThat(resideOutsideOfPackages("java..", "io.asyncappend", "io.asyncappend.internal.state..",
				"io.asyncappend.internal.buffer..", "io.asyncappend.internal.concurrent..")
			.and(not(belongToAnyOf(AppendFile.class))))
		.because("positions, phase and those who wait change under one lock, by whoever does the work");

	@ArchTest
	static final ArchRule FORWARDING_IS_A_USER_OF_THE_API = noClasses().that()
		.resideInAPackage("io.asyncappend.internal.forward..")
		.should()
		.dependOnClassesThat(resideOutsideOfPackages("java..", "io.asyncappend", "io.asyncappend.internal.forward..",
				"io.asyncappend.internal.concurrent.."))
		.because("what ships records elsewhere reads, acknowledges and forces as any other consumer does");

	@ArchTest
	static final ArchRule THE_WRITER_KNOWS_NO_PRODUCER = noClasses().that()
		.resideInAPackage("io.asyncappend.internal.writer..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.asyncappend.internal.appender..", "io.asyncappend.internal.buffer..")
		.because("the loop takes what the state has accepted, whoever appended it");

	@ArchTest
	static final ArchRule ONE_DOOR_TO_FILES = noClasses().that()
		.resideOutsideOfPackages("io.asyncappend.internal.file..", "io.asyncappend.internal.archive..")
		.should()
		.callMethodWhere(changesAFile())
		.orShould()
		.accessTargetWhere(opensAFile())
		.because("whoever else touches a file could write, force or close it under its owner, which only archives"
				+ " do not have");

	/**
	 * The door itself: {@code SafeDirectory} with what it gives and looks with,
	 * {@code OpenedPath} and {@code RegularFile} for the file that is written, and
	 * {@code Directories}. Beside it {@code InterruptSafeFile}, {@code Tail} and
	 * {@code TailReader} open again what is open already, by the name that it has as
	 * such; {@code LockFile} and {@code SideFile} open without following links and
	 * compare what is open; {@code SpaceShortage} asks /dev/full; and
	 * {@code PathAppendFile}, {@code PathWalk}, {@code FreeSpace} and {@code Device} ask
	 * for attributes and file systems only. {@code StandardDescriptor} opens by number,
	 * and asks /proc what that is.
	 */
	@ArchTest
	static final ArchRule ONE_SAFE_DOOR_TO_NAMES = noClasses().that(are(not(SAFE_DOOR)))
		.should()
		.dependOnClassesThat(areJdkFiles())
		.because("a name may stand for anything at any moment: what follows a link, replaces what is there or hangs"
				+ " on a FIFO belongs to one place, where the attacks on it are tested");

	@ArchTest
	static final ArchRule NO_CYCLES = noCycles().ignoreDependency(AsyncAppendFactory.class,
			FileAppenderFactory.Builder.class);

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

	@Test
	void aCycleIsFound() {
		JavaClasses planted = new ClassFileImporter().importClasses(PlantedCycle.class, PlantedCycleOther.class);
		assertThat(noCycles().evaluate(planted).hasViolation()).isTrue();
	}

	@ArchTest
	static final ArchRule NOBODY_SLEEPS = noClasses().should()
		.callMethodWhere(named(Thread.class, "sleep"))
		.because("a wait ends when something happened, not when time is over");

	@ArchTest
	static final ArchRule NOBODY_WAITS_IN_A_MONITOR = noClasses().that()
		.doNotHaveFullyQualifiedName(StandardStreamFile.class.getName())
		.should()
		.callMethodWhere(named(Object.class, "wait"))
		.because("a monitor pins the carrier of a virtual thread before Java 24; that of System.out is none then,"
				+ " and a thread that has it cannot give it up otherwise");

	static DescribedPredicate<JavaMethodCall> named(Class<?> owner, String name) {
		return DescribedPredicate.describe(owner.getSimpleName() + "." + name,
				(call) -> call.getTargetOwner().isEquivalentTo(owner) && call.getName().equals(name));
	}

	private static DescribedPredicate<JavaClass> areJdkFiles() {
		return DescribedPredicate
			.describe("open or change files by name", (type) -> type.isEquivalentTo(Files.class) || type.getName()
				.matches("java\\.io\\.(File|FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile)"));
	}

	private static DescribedPredicate<JavaMethodCall> changesAFile() {
		return DescribedPredicate.describe("a method that changes or opens a file",
				(call) -> (call.getTargetOwner().isEquivalentTo(Files.class) && !READING.contains(call.getName()))
						|| (isFile(call.getTargetOwner()) && !call.getName().equals("isOpen")));
	}

	private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaAccess<?>> opensAFile() {
		return DescribedPredicate.describe("a constructor of a file",
				(access) -> access.getName().equals("<init>") && isFile(access.getTargetOwner()));
	}

	private static boolean isFile(JavaClass type) {
		return type.isAssignableTo(FileChannel.class) || type.isAssignableTo(AsynchronousFileChannel.class)
				|| type.isAssignableTo(FileOutputStream.class) || type.isAssignableTo(RandomAccessFile.class);
	}

}
