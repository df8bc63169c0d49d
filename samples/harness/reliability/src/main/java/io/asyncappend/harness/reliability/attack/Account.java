package io.asyncappend.harness.reliability.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The account of the service, and how the attacker may write in its directory.
 *
 * @param text for messages
 * @param user of the service, which is its group as well
 * @param mode of the directory
 */
record Account(String text, int user, int mode) {

	/** In the group that may write in the directory. */
	static final int ATTACKER = 54_321;

	private static final int GROUP = 54_322;

	static final Account ROOT = new Account("root, where all may write", 0, 0_777);

	static final Account USER = new Account("a user, where its group may write", 12_345, 0_770);

	static final Account STICKY = new Account("root, in a sticky directory", 0, 0_1777);

	Path createLogs(Path directory) throws IOException {
		Files.createDirectory(directory);
		Files.setAttribute(directory, "unix:uid", this.user);
		Files.setAttribute(directory, "unix:gid", GROUP);
		Files.setAttribute(directory, "unix:mode", this.mode);
		return directory;
	}

	/** What starts the service. */
	String[] service() {
		return as(this.user, this.user);
	}

	/** What starts the attacker. */
	static String[] attacker() {
		return as(ATTACKER, GROUP);
	}

	private static String[] as(int user, int group) {
		return new String[] { "setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups" };
	}

}
