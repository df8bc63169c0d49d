package io.asyncappend;

/**
 * What to do about a file that is there before it is opened, and is not like one that
 * this process would have made: another user than this process', or root, owns it, it has
 * several names, or its mode is wider than {@link AppenderOptions#permissions()}. Its
 * owner, or a user of another name, may read what is appended, or change it.
 * <p>
 * The file that takes the place of an archive is always created anew, whatever this says.
 */
public enum ForeignFilePolicy {

	/**
	 * Append to it, and report it: {@link AppendListener#onForeignFile}. The default, as
	 * installers and scripts make files beforehand, mostly with the wider mode that their
	 * umask gives, and a service that worked must not stop for it.
	 */
	WARN,

	/** Do not open it: for files that prove something. */
	REFUSE

}
