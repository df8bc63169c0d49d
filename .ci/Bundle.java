import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A release as it lies in a directory, in the layout of a Maven repository: says what of it
 * Maven Central would miss, and what should not be published. Its requirements are those of
 * https://central.sonatype.org/publish/requirements/ and, beyond them, an SBOM, the license
 * in each jar, sources and documentation that are not empty, and no project but the three.
 *
 * @param directory where it lies
 * @param version the version of all of it
 * @param signed whether each file has to have a signature beside it
 */
record Bundle(Path directory, String version, boolean signed) {

	/** What is published: whether it has a jar. */
	static final Map<String, Boolean> ARTIFACTS = Map.of("async-append", false, "async-append-core", true,
			"async-append-spring-boot-starter", true);

	private static final String GROUP = "io/asyncappend";

	/** A class that its users must find, and documentation of it. */
	private static final Map<String, String> KNOWN_TYPES = Map.of("async-append-core", "io/asyncappend/AsyncAppender",
			"async-append-spring-boot-starter",
			"io/asyncappend/spring/boot/autoconfigure/AsyncAppendFactoryCustomizer");

	/** Of a jar: its classes, its sources, and what is about it. */
	private static final Pattern OURS = Pattern
		.compile("META-INF/.*|io/(asyncappend/.*)?|module-info\\.(class|java)");

	/** The version of its class files. */
	private static final int JAVA_17 = 61;

	private static final Pattern CHECKSUM = Pattern.compile(".*\\.(md5|sha1|sha256|sha512)");

	private static final Pattern TEST_LIBRARY = Pattern
		.compile("pkg:maven/[^\"@]*(junit|assertj|awaitility|mockito|archunit|jqwik|jcstress|commonmark)[^\"]*");

	/** Everything that is wrong, one sentence each. */
	List<String> faults() throws Exception {
		List<String> faults = new ArrayList<>();
		if (this.version.endsWith("-SNAPSHOT")) {
			faults.add(this.version + " is a snapshot, which Central does not take");
		}
		Set<String> expected = expected();
		Set<String> found = files();
		for (String file : expected) {
			if (!found.contains(file)) {
				faults.add("missing: " + file);
			}
		}
		for (String file : found) {
			if (!expected.contains(file) && !expected.contains(signatureOf(file))) {
				faults.add("not to be published: " + file);
			}
			else if (CHECKSUM.matcher(file).matches()) {
				checksum(file, faults);
			}
		}
		for (String artifact : ARTIFACTS.keySet()) {
			if (found.contains(path(artifact, ".pom"))) {
				pom(artifact, found.contains(path("async-append", ".pom")), faults);
			}
			sbom(artifact, faults);
		}
		for (String artifact : KNOWN_TYPES.keySet()) {
			jars(artifact, faults);
		}
		return faults;
	}

	private String path(String artifact, String end) {
		return GROUP + "/" + artifact + "/" + this.version + "/" + artifact + "-" + this.version + end;
	}

	/** The file that a signature or its checksum belongs to, if any is wanted. */
	private String signatureOf(String file) {
		return this.signed ? file.replaceFirst("\\.asc(\\.(md5|sha1))?$", "") : file;
	}

	private Set<String> expected() {
		Set<String> expected = new TreeSet<>();
		ARTIFACTS.forEach((artifact, jar) -> {
			List<String> ends = jar
					? List.of(".pom", ".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json", "-cyclonedx.xml")
					: List.of(".pom", "-cyclonedx.json", "-cyclonedx.xml");
			for (String end : ends) {
				String file = path(artifact, end);
				expected.addAll(List.of(file, file + ".md5", file + ".sha1"));
				if (this.signed) {
					expected.add(file + ".asc");
				}
			}
		});
		return expected;
	}

	private Set<String> files() throws IOException {
		try (Stream<Path> files = Files.walk(this.directory, FileVisitOption.FOLLOW_LINKS)) {
			return files.filter(Files::isRegularFile)
				.map((file) -> this.directory.relativize(file).toString())
				.collect(Collectors.toCollection(TreeSet::new));
		}
	}

	private void checksum(String file, List<String> faults) throws Exception {
		Matcher matcher = CHECKSUM.matcher(file);
		matcher.matches();
		Path of = this.directory.resolve(file.substring(0, file.lastIndexOf('.')));
		String algorithm = matcher.group(1).replace("sha", "SHA-").replace("md5", "MD5");
		if (Files.exists(of) && !HexFormat.of()
			.formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(of)))
			.equals(Files.readString(this.directory.resolve(file)).strip())) {
			faults.add("wrong: " + file);
		}
	}

	/** Each element is there, or in the parent, which is published with it. */
	private void pom(String artifact, boolean parent, List<String> faults) throws Exception {
		String file = path(artifact, ".pom");
		Element pom = read(file);
		Element inherited = (parent && !artifact.equals("async-append")) ? read(path("async-append", ".pom")) : pom;
		if (!value(pom, "artifactId").equals(artifact)) {
			faults.add(file + ": artifactId is '" + value(pom, "artifactId") + "'");
		}
		for (String element : List.of("name", "description")) {
			if (value(pom, element).isBlank()) {
				faults.add(file + ": no " + element);
			}
		}
		for (String element : List.of("url", "licenses/license/name", "licenses/license/url",
				"developers/developer/name", "developers/developer/organization", "scm/connection",
				"scm/developerConnection", "scm/url")) {
			if (value(pom, element).isBlank() && value(inherited, element).isBlank()) {
				faults.add(file + ": no " + element);
			}
		}
		String group = value(pom, "groupId").isEmpty() ? value(pom, "parent/groupId") : value(pom, "groupId");
		String version = value(pom, "version").isEmpty() ? value(pom, "parent/version") : value(pom, "version");
		if (!group.equals("io.asyncappend") || !version.equals(this.version)) {
			faults.add(file + ": is " + group + ":" + version);
		}
		String text = Files.readString(this.directory.resolve(file));
		for (String unwanted : List.of("-SNAPSHOT", "<repositories>", "<pluginRepositories>")) {
			if (text.contains(unwanted)) {
				faults.add(file + ": has " + unwanted);
			}
		}
	}

	private Element read(String file) throws Exception {
		return DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(this.directory.resolve(file).toFile())
			.getDocumentElement();
	}

	/** The text of an element on a path of children, empty if it is not there. */
	private static String value(Element parent, String path) {
		Element element = parent;
		for (String name : path.split("/")) {
			Element child = null;
			for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
				if (node instanceof Element found && found.getTagName().equals(name)) {
					child = found;
					break;
				}
			}
			if (child == null) {
				return "";
			}
			element = child;
		}
		return element.getTextContent().strip();
	}

	private void sbom(String artifact, List<String> faults) throws IOException {
		Path file = this.directory.resolve(path(artifact, "-cyclonedx.json"));
		if (!Files.exists(file)) {
			return;
		}
		String text = Files.readString(file);
		String self = "\"purl\" : \"pkg:maven/io.asyncappend/" + artifact + "@" + this.version + "?";
		List<String> wanted = new ArrayList<>(List.of("\"bomFormat\" : \"CycloneDX\"", self));
		if (artifact.endsWith("-starter")) {
			wanted.add("pkg:maven/io.asyncappend/async-append-core@" + this.version);
			wanted.add("pkg:maven/org.springframework.boot/spring-boot@");
		}
		for (String part : wanted) {
			if (!text.contains(part)) {
				faults.add(path(artifact, "-cyclonedx.json") + ": has not " + part);
			}
		}
		Matcher library = TEST_LIBRARY.matcher(text);
		if (library.find()) {
			faults.add(path(artifact, "-cyclonedx.json") + ": has what only tests use: " + library.group());
		}
	}

	private void jars(String artifact, List<String> faults) throws IOException {
		String type = KNOWN_TYPES.get(artifact);
		Set<String> classes = entries(artifact, ".jar");
		for (String end : List.of(".jar", "-sources.jar")) {
			for (String name : entries(artifact, end)) {
				if (!OURS.matcher(name).matches()) {
					faults.add(path(artifact, end) + ": has what is not ours: " + name);
				}
			}
		}
		olderJava(artifact, type + ".class", faults);
		requireEntries(artifact, ".jar", classes, List.of(type + ".class", "META-INF/LICENSE"), faults);
		if (!classes.isEmpty() && !classes.contains("module-info.class") && !hasModuleName(path(artifact, ".jar"))) {
			faults.add(path(artifact, ".jar") + ": has no name as a module");
		}
		Set<String> sources = entries(artifact, "-sources.jar");
		List<String> wanted = classes.stream()
			.filter((name) -> name.endsWith(".class") && !name.contains("$"))
			.map((name) -> name.replaceFirst("class$", "java"))
			.collect(Collectors.toList());
		wanted.add("META-INF/LICENSE");
		requireEntries(artifact, "-sources.jar", sources, wanted, faults);
		Set<String> pages = entries(artifact, "-javadoc.jar");
		String page = type + ".html";
		if (!pages.isEmpty() && pages.stream().noneMatch((name) -> name.equals(page) || name.endsWith("/" + page))) {
			faults.add(path(artifact, "-javadoc.jar") + ": has not " + page);
		}
		requireEntries(artifact, "-javadoc.jar", pages, List.of("index.html"), faults);
		// All of the API of the core is in one package.
		classes.stream()
			.filter((name) -> artifact.endsWith("-core") && name.matches("io/asyncappend/\\w+\\.class")
					&& !name.contains("$") && !pages.isEmpty())
			.map((name) -> "io.asyncappend/" + name.replaceFirst("class$", "html"))
			.filter((name) -> !pages.contains(name))
			.forEach((name) -> faults.add(path(artifact, "-javadoc.jar") + ": has not " + name));
		for (String name : pages) {
			if (artifact.endsWith("-core") && name.contains("/internal/")) {
				faults.add(path(artifact, "-javadoc.jar") + ": documents what is internal: " + name);
			}
		}
	}

	/** Java 17 has to run it, whatever built it. */
	private void olderJava(String artifact, String type, List<String> faults) throws IOException {
		Path file = this.directory.resolve(path(artifact, ".jar"));
		if (!Files.exists(file)) {
			return;
		}
		try (ZipFile jar = new ZipFile(file.toFile())) {
			ZipEntry entry = jar.getEntry(type);
			if (entry != null) {
				byte[] head = jar.getInputStream(entry).readNBytes(8);
				if (head.length < 8 || head[7] != JAVA_17) {
					faults.add(path(artifact, ".jar") + ": is not for Java 17");
				}
			}
		}
	}

	private void requireEntries(String artifact, String end, Set<String> entries, List<String> wanted,
			List<String> faults) {
		if (Files.exists(this.directory.resolve(path(artifact, end)))) {
			wanted.stream()
				.filter((name) -> !entries.contains(name))
				.forEach((name) -> faults.add(path(artifact, end) + ": has not " + name));
		}
	}

	private Set<String> entries(String artifact, String end) throws IOException {
		Path file = this.directory.resolve(path(artifact, end));
		if (!Files.exists(file)) {
			return Set.of();
		}
		try (ZipFile jar = new ZipFile(file.toFile())) {
			return jar.stream().map(ZipEntry::getName).collect(Collectors.toCollection(TreeSet::new));
		}
	}

	private boolean hasModuleName(String file) throws IOException {
		try (JarFile jar = new JarFile(this.directory.resolve(file).toFile())) {
			return jar.getManifest() != null
					&& jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name") != null;
		}
	}

	/**
	 * Usage: {@code check DIRECTORY VERSION [signed]}, which ends with 1 if anything is
	 * wrong, or {@code try DIRECTORY VERSION [signed]}, which spoils copies of a bundle that
	 * is right in every way, and ends with 1 if a fault was not found.
	 */
	public static void main(String[] args) throws Exception {
		Bundle bundle = new Bundle(Path.of(args[1]), args[2], args.length > 3);
		List<String> faults = args[0].equals("check") ? bundle.faults() : new SpoiledBundles(bundle).unnoticed();
		faults.forEach(System.err::println);
		if (!faults.isEmpty()) {
			System.exit(1);
		}
	}

}

/** Copies of a bundle with one fault each. */
record SpoiledBundles(Bundle bundle) {

	/** What has to be wrong with a file, and what it is then replaced by. */
	private record Fault(String end, String from, String to) {
	}

	private static final List<Fault> IN_TEXT = List.of(new Fault("core-V.pom", "<description>", "<!-- -->"),
			new Fault("core-V.pom", "<name>", "<!-- -->"), new Fault("append-V.pom", "<url>", "<!-- -->"),
			new Fault("append-V.pom", "<licenses>.*</licenses>", ""),
			new Fault("append-V.pom", "<developers>.*</developers>", ""),
			new Fault("append-V.pom", "<scm .*</scm>", ""),
			new Fault("append-V.pom", "<developerConnection>", "<!-- -->"),
			new Fault("append-V.pom", "<organization>async-append</organization>", ""),
			new Fault("starter-V.pom", "<artifactId>spring-boot-starter</artifactId>",
					"<artifactId>spring-boot-starter</artifactId><version>1-SNAPSHOT</version>"),
			new Fault("starter-V.pom", "</dependencies>", "</dependencies><repositories></repositories>"),
			new Fault("starter-V.pom", "V</version>", "0.0.1</version>"),
			new Fault("starter-V-cyclonedx.json", "async-append-core@", "async-append@"),
			new Fault("starter-V-cyclonedx.json", "pkg:maven/org.springframework.boot/", "pkg:maven/org.junit/"),
			new Fault("core-V-cyclonedx.json", "CycloneDX\"", "SPDX\""),
			new Fault("core-V.jar.sha1", "^....", "0000"), new Fault("core-V.jar.md5", "^....", "0000"));

	/** What was wrong with a copy, and not said. */
	List<String> unnoticed() throws Exception {
		List<String> unnoticed = new ArrayList<>();
		Path original = this.bundle.directory();
		List<Path> files;
		try (Stream<Path> walk = Files.walk(original)) {
			files = walk.filter(Files::isRegularFile).map(original::relativize).sorted().toList();
		}
		int tried = 0;
		for (Path file : files) {
			if (file.toString().matches(".*\\.asc\\..*")) {
				continue;
			}
			tried++;
			attempt("without " + file, file.getFileName().toString(), (copy) -> Files.delete(copy.resolve(file)),
					unnoticed);
		}
		for (Fault fault : IN_TEXT) {
			tried++;
			String end = fault.end().replace("V", this.bundle.version());
			Path file = files.stream().filter((one) -> one.toString().endsWith(end)).findFirst().orElseThrow();
			attempt(fault + "", end, (copy) -> replace(copy.resolve(file), fault), unnoticed);
		}
		for (String planted : List.of("benchmark/V/benchmark-V.pom", "async-append-core/V/async-append-core-V-tests.jar",
				"async-append-core/0.0.1/async-append-core-0.0.1.jar")) {
			tried++;
			String name = planted.replace("V", this.bundle.version());
			attempt("with " + name, name, (copy) -> {
				Path file = copy.resolve("io/asyncappend").resolve(name);
				Files.createDirectories(file.getParent());
				Files.writeString(file, "");
			}, unnoticed);
		}
		for (String empty : List.of("core-V-sources.jar", "core-V-javadoc.jar", "core-V.jar")) {
			tried++;
			String end = empty.replace("V", this.bundle.version());
			Path file = files.stream().filter((one) -> one.toString().endsWith(end)).findFirst().orElseThrow();
			attempt("an empty " + end, end + ": has not", (copy) -> emptyJar(copy.resolve(file)), unnoticed);
		}
		for (String end : List.of("core-V.jar", "starter-V.jar", "core-V-sources.jar")) {
			tried++;
			String name = end.replace("V", this.bundle.version());
			Path file = files.stream().filter((one) -> one.toString().endsWith(name)).findFirst().orElseThrow();
			attempt("a foreign class in " + name, "not ours: org/other/Other.class",
					(copy) -> rewrite(copy.resolve(file), (entry) -> false, "org/other/Other.class"), unnoticed);
		}
		for (String type : List.of("io/asyncappend/AsyncAppender", "io/asyncappend/AppenderOptions")) {
			tried++;
			String name = "core-V-javadoc.jar".replace("V", this.bundle.version());
			Path file = files.stream().filter((one) -> one.toString().endsWith(name)).findFirst().orElseThrow();
			attempt("no Javadoc of " + type, type + ".html",
					(copy) -> rewrite(copy.resolve(file), (entry) -> entry.endsWith(type + ".html"), null), unnoticed);
		}
		tried++;
		String core = "core-V.jar".replace("V", this.bundle.version());
		Path jar = files.stream().filter((one) -> one.toString().endsWith(core)).findFirst().orElseThrow();
		attempt("classes of another Java", "is not for Java 17",
				(copy) -> rewrite(copy.resolve(jar), (entry) -> entry.equals("io/asyncappend/AsyncAppender.class"),
						"io/asyncappend/AsyncAppender.class"),
				unnoticed);
		System.out.println(tried + " spoiled bundles tried, " + unnoticed.size() + " unnoticed");
		return unnoticed;
	}

	private interface Spoiling {

		void spoil(Path copy) throws Exception;

	}

	/** The check must name the file that was spoiled. */
	private void attempt(String what, String named, Spoiling spoiling, List<String> unnoticed) throws Exception {
		Path copy = Files.createTempDirectory("bundle");
		try {
			copy(this.bundle.directory(), copy);
			spoiling.spoil(copy);
			List<String> faults = new Bundle(copy, this.bundle.version(), this.bundle.signed()).faults();
			if (faults.stream().noneMatch((fault) -> fault.contains(named))) {
				unnoticed.add("unnoticed: " + what + "; said was " + faults);
			}
		}
		finally {
			try (Stream<Path> files = Files.walk(copy)) {
				files.sorted((one, other) -> other.compareTo(one)).forEach((file) -> file.toFile().delete());
			}
		}
	}

	/** Links, as a file is replaced as a whole or not at all. */
	private static void copy(Path from, Path to) throws IOException {
		try (Stream<Path> files = Files.walk(from)) {
			for (Path file : files.toList()) {
				Path target = to.resolve(from.relativize(file).toString());
				if (Files.isDirectory(file)) {
					Files.createDirectories(target);
				}
				else {
					Files.createSymbolicLink(target, file.toAbsolutePath());
				}
			}
		}
	}

	private void replace(Path file, Fault fault) throws IOException {
		String text = Files.readString(file);
		String from = fault.from().replace("V<", this.bundle.version() + "<");
		String element = (fault.to().equals("<!-- -->")) ? from + "[^<]*</" + from.substring(1) : from;
		String spoiled = Pattern.compile(element, Pattern.DOTALL)
			.matcher(text)
			.replaceFirst(Matcher.quoteReplacement(fault.to()));
		if (spoiled.equals(text)) {
			throw new IllegalStateException(fault + " changes nothing");
		}
		Files.delete(file);
		Files.writeString(file, spoiled);
	}

	/** A jar without some of its entries, and with one more. */
	private static void rewrite(Path file, Predicate<String> without, String added) throws IOException {
		Path whole = file.toRealPath();
		Files.delete(file);
		try (ZipFile jar = new ZipFile(whole.toFile());
				ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
			for (ZipEntry entry : jar.stream().filter((one) -> !without.test(one.getName())).toList()) {
				out.putNextEntry(new ZipEntry(entry.getName()));
				jar.getInputStream(entry).transferTo(out);
			}
			if (added != null) {
				out.putNextEntry(new ZipEntry(added));
				out.write(new byte[8]);
			}
		}
	}

	private static void emptyJar(Path file) throws IOException {
		Files.delete(file);
		try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
			out.putNextEntry(new ZipEntry("README.md"));
		}
	}

}
