package io.asyncappend.harness.startup;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Starts an application with the sample's configuration with the starter and without it,
 * in turns, each time in a JVM of its own, and prints what the starter adds: first as it
 * is, then with an archive of the classes that a training run has left, which is an AOT
 * cache from Java 25 on.
 */
final class StartUp {

	private static final Pattern OURS = Pattern.compile("async-append-(core|spring-boot-starter)");

	private static final boolean AOT_CACHE = Runtime.version().feature() >= 25;

	private final Path directory = Files.createTempDirectory("start-up");

	private final String with;

	private final String without;

	private StartUp() throws IOException {
		// Only jars are archived, and an archive is for the class path that it was made
		// with.
		Path jar = jar();
		List<String> entries = Stream.concat(Stream.of(jar.toString()),
				Pattern.compile(File.pathSeparator, Pattern.LITERAL)
					.splitAsStream(System.getProperty("java.class.path"))
					.filter((entry) -> entry.endsWith(".jar")))
			.toList();
		this.with = String.join(File.pathSeparator, entries);
		this.without = entries.stream()
			.filter((entry) -> !OURS.matcher(entry).find())
			.collect(Collectors.joining(File.pathSeparator));
	}

	private Path jar() throws IOException {
		Path jar = this.directory.resolve("application.jar");
		String name = EmptyApplication.class.getName().replace('.', '/') + ".class";
		try (OutputStream file = Files.newOutputStream(jar);
				JarOutputStream entries = new JarOutputStream(file);
				InputStream type = EmptyApplication.class.getResourceAsStream("/" + name)) {
			entries.putNextEntry(new ZipEntry(name));
			type.transferTo(entries);
		}
		return jar;
	}

	public static void main(String[] args) throws Exception {
		int rounds = Integer.parseInt(args[0]);
		StartUp startUp = new StartUp();
		startUp.measure("as it is", rounds, List.of(), List.of());
		List<List<String>> archived = new ArrayList<>();
		for (String classPath : List.of(startUp.with, startUp.without)) {
			Path archive = startUp.directory.resolve("classes-" + archived.size());
			startUp.start(classPath,
					List.of((AOT_CACHE ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive));
			archived.add(List.of((AOT_CACHE ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive));
		}
		startUp.measure(AOT_CACHE ? "with an AOT cache" : "with a CDS archive", rounds, archived.get(0),
				archived.get(1));
	}

	private void measure(String how, int rounds, List<String> optionsWith, List<String> optionsWithout)
			throws IOException, InterruptedException {
		List<Long> differences = new ArrayList<>();
		List<Long> times = new ArrayList<>();
		start(this.with, optionsWith);
		start(this.without, optionsWithout);
		for (int round = 0; round < rounds; round++) {
			// The first of two starts may be slower or faster for being the first.
			boolean withFirst = round % 2 == 0;
			long first = withFirst ? start(this.with, optionsWith) : start(this.without, optionsWithout);
			long second = withFirst ? start(this.without, optionsWithout) : start(this.with, optionsWith);
			differences.add(withFirst ? first - second : second - first);
			times.add(withFirst ? second : first);
		}
		System.out.printf(
				"%s, Java %d: started in %d ms (%d-%d) without the starter, which adds %d ms (%d-%d); %d rounds%n", how,
				Runtime.version().feature(), median(times), least(times), greatest(times), median(differences),
				least(differences), greatest(differences), rounds);
	}

	private long start(String classPath, List<String> options) throws IOException, InterruptedException {
		Path data = Files.createTempDirectory(this.directory, "data");
		Path output = data.resolve("output.txt");
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-cp", classPath, EmptyApplication.class.getName(), "--server.port=0",
				"--async-append.directory=" + data));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		int status = process.waitFor();
		String text = Files.readString(output);
		int ready = text.indexOf(EmptyApplication.READY);
		if (status != 0 || ready < 0) {
			throw new IllegalStateException("ended with " + status + ":\n" + text);
		}
		return Long
			.parseLong(text.substring(ready + EmptyApplication.READY.length()).lines().findFirst().orElseThrow());
	}

	private static long median(List<Long> values) {
		return values.stream().sorted().toList().get(values.size() / 2);
	}

	private static long least(List<Long> values) {
		return values.stream().min(Long::compare).orElseThrow();
	}

	private static long greatest(List<Long> values) {
		return values.stream().max(Long::compare).orElseThrow();
	}

}
