package io.asyncappend.spring.boot.documents;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is fenced in a document.
 *
 * @param path the path of the document
 * @param line the line of its fence
 * @param language its language; empty for what a program prints
 * @param text what is between the fences
 */
record Snippet(Path path, int line, String language, String text) {

	/**
	 * The commands of a console, one line each: without the prompt, a comment at the end
	 * or what is printed.
	 */
	List<String> commands() {
		List<String> commands = new ArrayList<>();
		StringBuilder command = null;
		for (String line : this.text.split("\n")) {
			if (command == null && line.startsWith("$ ")) {
				command = new StringBuilder();
				line = line.substring(2);
			}
			if (command != null) {
				boolean goesOn = line.endsWith("\\");
				command
					.append((goesOn ? line.substring(0, line.length() - 1) : line.replaceFirst("\\s+# .*", "")).strip())
					.append(goesOn ? " " : "");
				if (!goesOn) {
					commands.add(command.toString());
					command = null;
				}
			}
		}
		return commands;
	}

	@Override
	public String toString() {
		return this.path + ":" + this.line + " (" + this.language + ")";
	}

}
