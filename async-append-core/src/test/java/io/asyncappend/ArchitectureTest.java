package io.asyncappend;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.ProcessUser;
import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.file.SafeDirectory;
import io.asyncappend.internal.file.SafeInput;
import io.asyncappend.internal.file.SafeOutput;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** What the parts of the library may know of each other, and why. */
@AnalyzeClasses(packages = "io.asyncappend", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

	private static final Set<String> READING = Set.of("isDirectory", "isReadable", "isSymbolicLink", "exists",
			"getFileStore", "readAttributes", "getAttribute", "size", "readSymbolicLink");

	private static final Set<String> SAFE_DOOR_NAMES = Set.of("file.SafeDirectory", "file.SafeOutput", "file.SafeInput",
			"file.Look", "file.OpenFile", "file.OpenedPath", "file.ProcessUser", "file.RegularFile", "file.Directories",
			"file.CallerDoor", "file.Tail", "file.TailReader", "file.LockFile", "file.Shortage", "file.OwnedFile",
			"file.PathWalk", "file.FreeSpace", "lane.Lanes");

	private static final DescribedPredicate<JavaClass> SAFE_DOOR = DescribedPredicate.describe("of the safe door",
			(type) -> SAFE_DOOR_NAMES.contains(type.getName().replaceAll("^io\\.asyncappend\\.|\\$.*$", "")));

	@ArchTest
	static final ArchRule THE_JDK_ALONE = noClasses().should()
		.dependOnClassesThat()
		.resideOutsideOfPackages("java..", "io.asyncappend..")
		.because("the core adds nothing to a user's class path");

	@ArchTest
	static final ArchRule ROOMS_BELOW_THE_API = noClasses().that()
		.resideInAnyPackage("io.asyncappend.archive..", "io.asyncappend.buffer..", "io.asyncappend.file..",
				"io.asyncappend.lane..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.asyncappend")
		.because("archives, a buffer, a file and a lane can be read, tested and replaced without the appender");

	@ArchTest
	static final ArchRule THE_BUFFER_IS_PLAIN_MEMORY = noClasses().that()
		.resideInAPackage("io.asyncappend.buffer..")
		.should()
		.dependOnClassesThat(resideOutsideOfPackages("java.lang..", "java.nio", "java.util", "io.asyncappend.buffer..")
			.and(not(belongToAnyOf(LockSupport.class))))
		.because("its user holds a lock, under which nothing may block, or holds none");

	@ArchTest
	static final ArchRule LANES_KNOW_NO_CONTENT = noClasses().that()
		.resideInAPackage("io.asyncappend.lane..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.asyncappend.file..", "io.asyncappend.buffer..")
		.because("threads are of a file system, whatever they do there");

	@ArchTest
	static final ArchRule ARCHIVES_HAVE_NO_OWNER = noClasses().that()
		.resideInAPackage("io.asyncappend.archive..")
		.should()
		.dependOnClassesThat(resideOutsideOfPackages("java..", "io.asyncappend.archive..")
			.and(not(belongToAnyOf(Look.class, Look.Kind.class, ProcessUser.class, RawName.class, SafeDirectory.class,
					SafeInput.class, SafeOutput.class))))
		.because("who compresses and deletes must not get hold of a file that is written, nor of a thread that writes");

	@ArchTest
	static final ArchRule ONE_DOOR_TO_FILES = noClasses().that()
		.resideOutsideOfPackages("io.asyncappend.file..", "io.asyncappend.archive..")
		.should()
		.callMethodWhere(changesAFile())
		.orShould()
		.accessTargetWhere(opensAFile())
		.because("whoever else touches a file could write, force or close it under its owner, which only archives"
				+ " do not have");

	/**
	 * The door itself: {@code SafeDirectory} with what it gives and looks with,
	 * {@code OpenedPath} and {@code RegularFile} for the file that is written, and
	 * {@code Directories}. Beside it {@code CallerDoor}, {@code Tail} and
	 * {@code TailReader} open again what is open already, by the name that it has as
	 * such; {@code LockFile} opens without following links and compares what is open;
	 * {@code Shortage} asks /dev/full; and {@code OwnedFile}, {@code PathWalk},
	 * {@code FreeSpace} and {@code Lanes} ask for attributes and file systems only.
	 */
	@ArchTest
	static final ArchRule ONE_SAFE_DOOR_TO_NAMES = noClasses().that(are(not(SAFE_DOOR)))
		.should()
		.dependOnClassesThat(areJdkFiles())
		.because("a name may stand for anything at any moment: what follows a link, replaces what is there or hangs"
				+ " on a FIFO belongs to one place, where the attacks on it are tested");

	@ArchTest
	static final ArchRule NO_CYCLES = slices().matching("io.asyncappend.(*)..")
		.should()
		.beFreeOfCycles()
		.because("a part that needs itself cannot be understood in parts");

	@ArchTest
	static final ArchRule NOBODY_SLEEPS = noClasses().should()
		.callMethodWhere(named(Thread.class, "sleep"))
		.because("a wait ends when something happened, not when time is over");

	@ArchTest
	static final ArchRule NOBODY_WAITS_IN_A_MONITOR = noClasses().should()
		.callMethodWhere(named(Object.class, "wait"))
		.because("a monitor pins the carrier of a virtual thread before Java 24");

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
