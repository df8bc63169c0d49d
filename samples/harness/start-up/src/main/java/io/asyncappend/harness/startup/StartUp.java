package io.asyncappend.harness.startup;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Starts an application with the sample's configuration with the starter and without it,
 * in turns, each time in a JVM of its own, and prints what the starter adds.
 */
final class StartUp {

	private static final Pattern OURS = Pattern.compile("async-append-(core|spring-boot-starter)");

	private StartUp() {
	}

	public static void main(String[] args) throws Exception {
		int rounds = Integer.parseInt(args[0]);
		String with = System.getProperty("java.class.path");
		String without = Pattern.compile(File.pathSeparator, Pattern.LITERAL)
			.splitAsStream(with)
			.filter((entry) -> !OURS.matcher(entry).find())
			.collect(Collectors.joining(File.pathSeparator));
		List<Long> differences = new ArrayList<>();
		List<Long> times = new ArrayList<>();
		start(with);
		start(without);
		for (int round = 0; round < rounds; round++) {
			// The first of two starts may be slower or faster for being the first.
			long first = start((round % 2 == 0) ? with : without);
			long second = start((round % 2 == 0) ? without : with);
			differences.add((round % 2 == 0) ? first - second : second - first);
			times.add((round % 2 == 0) ? second : first);
		}
		System.out.printf("started in %d ms (%d-%d) without the starter, which adds %d ms (%d-%d); %d rounds%n",
				median(times), least(times), greatest(times), median(differences), least(differences),
				greatest(differences), rounds);
	}

	private static long start(String classPath) throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory("start-up");
		Path output = directory.resolve("output.txt");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				classPath, EmptyApplication.class.getName(), "--server.port=0", "--async-append.directory=" + directory)
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
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
