/*
 * Exchanges names in a directory as fast as it can, as an account that may write there
 * and wants to be somewhere else: swapper DIRECTORY VICTIMS MILLISECONDS TRAPS PATTERN...
 * It ends with SIGTERM, and says what it did.
 *
 * One thread is told by the kernel (inotify(7)) of each name that is made, and exchanges
 * it, or what is about to be read, with a trap before the service goes on; the other one
 * exchanges all the time. Traps are a link to a victim, of the same name if there is one
 * (l), a link to where nothing is beside it (d), a FIFO (f), a file of its own (o), and
 * what it finds as "trap-h-N" (h), hard links to a victim that it could make itself
 * without fs.protected_hardlinks; besides (a) files of its own called like later and
 * later archives.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE 2
#endif

#define NAME 300
#define LOCK_FILE ".log.lock"
#define MICRO 1000L
#define MILLI 1000000L
/* As many as Attack makes. */
#define HARD_LINKS 64
/* As long as a record of Service, so that its size gives nothing away. */
#define RECORD 64009
/* Of archives that Service has not yet come to. */
#define AHEAD "log.9000"
/* Enough to push out what is kept, and not more than is looked through quickly. */
#define MOST_AHEAD 300

struct attacker {
	int id;
	unsigned seed;
	unsigned long exchanged, placed, kept;
};

static int dir;
static const char *path, *victims, *kinds;
static char **patterns;
static int count;
static volatile sig_atomic_t stop;
static char newest[NAME], newest_half[NAME];
/* Of the thread that exchanges a name, as two would leave their traps there. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static long now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 * MILLI + t.tv_nsec;
}

static void ended(int signal)
{
	/* Whatever it hangs in when its time is over. */
	if (signal == SIGALRM)
		_exit(4);
	stop = 1;
}

static int is_ours(const char *name)
{
	return !strncmp(name, "trap-", 5) || !strncmp(name, "kept-", 5) || !strncmp(name, AHEAD, strlen(AHEAD));
}

static int fits(const char *name)
{
	for (int i = 0; i < count; i++)
		if (!fnmatch(patterns[i], name, 0))
			return 1;
	return 0;
}

static int starts(const char *name, const char *beginning)
{
	return !strncmp(name, beginning, strlen(beginning));
}

/* Long pauses leave the processor to the service. */
static void hold(struct attacker *self, long most)
{
	long nanos = rand_r(&self->seed) % (most + 1);
	if (nanos > 100 * MICRO) {
		struct timespec t = { 0, nanos };
		nanosleep(&t, NULL);
		return;
	}
	for (long end = now() + nanos; now() < end;)
		;
}

static long some(struct attacker *self)
{
	static const long most[] = { 0, 20 * MICRO, 100 * MICRO, 100 * MICRO, 400 * MICRO, 1000 * MICRO };
	return most[rand_r(&self->seed) % (sizeof most / sizeof *most)];
}

static void forge(const char *name)
{
	static char text[RECORD];
	int fd = openat(dir, name, O_CREAT | O_EXCL | O_WRONLY, 0666);
	if (fd < 0)
		return;
	memset(text, 'F', sizeof text);
	memcpy(text, "FORGED", 6);
	text[RECORD - 1] = '\n';
	write(fd, text, sizeof text);
	fchmod(fd, 0666);
	close(fd);
}

/* Makes a trap for a name, if it is not there. */
static void make_trap(struct attacker *self, char *trap, char kind, const char *name)
{
	char target[4096];
	if (kind == 'l') {
		snprintf(target, sizeof target, "%s/%s", victims, name);
		if (faccessat(AT_FDCWD, target, F_OK, AT_SYMLINK_NOFOLLOW)) {
			snprintf(target, sizeof target, "%s/victim", victims);
			name = "victim";
		}
		sprintf(trap, "trap-l-%d-%s", self->id, name);
		symlinkat(target, dir, trap);
	} else if (kind == 'd') {
		sprintf(trap, "trap-d-%d", self->id);
		snprintf(target, sizeof target, "%s/created", victims);
		symlinkat(target, dir, trap);
	} else if (kind == 'h') {
		sprintf(trap, "trap-h-%d", rand_r(&self->seed) % HARD_LINKS);
	} else {
		sprintf(trap, "trap-%c-%d", kind, self->id);
		if (kind == 'f')
			mkfifoat(dir, trap, 0666);
		else
			forge(trap);
	}
}

static char any_kind(struct attacker *self)
{
	char kind = kinds[rand_r(&self->seed) % strlen(kinds)];
	return kind == 'a' ? 'o' : kind;
}

/* Puts away what is not a trap, though it has the name of one, or the other way round. */
static void keep(struct attacker *self, const char *trap)
{
	char name[64];
	sprintf(name, "kept-%d-%lu", self->id, self->kept++);
	renameat2(dir, trap, dir, name, RENAME_NOREPLACE);
}

/* A file of another size than the one that was looked at would be noticed. */
static void resemble(const char *trap, const char *name)
{
	struct stat found;
	/* It may be a FIFO by now, which would wait for a reader. */
	int fd = openat(dir, trap, O_WRONLY | O_NOFOLLOW | O_NONBLOCK);
	if (fd >= 0) {
		if (!fstatat(dir, name, &found, AT_SYMLINK_NOFOLLOW) && found.st_uid != geteuid() && S_ISREG(found.st_mode))
			ftruncate(fd, found.st_size);
		close(fd);
	}
}

static void exchange(struct attacker *self, const char *name, long most)
{
	char trap[NAME + 32], kind = any_kind(self);
	make_trap(self, trap, kind, name);
	pthread_mutex_lock(&lock);
	if (kind == 'o')
		resemble(trap, name);
	if (!renameat2(dir, name, dir, trap, RENAME_EXCHANGE)) {
		self->exchanged++;
		hold(self, most);
		if (renameat2(dir, name, dir, trap, RENAME_EXCHANGE))
			keep(self, trap);
	}
	pthread_mutex_unlock(&lock);
}

/* Puts a trap under a name that is free, or soon is. */
static void place(struct attacker *self, const char *name, long patience)
{
	char trap[NAME + 32];
	long end = now() + patience;
	make_trap(self, trap, any_kind(self), name);
	pthread_mutex_lock(&lock);
	do {
		if (!renameat2(dir, trap, dir, name, RENAME_NOREPLACE)) {
			self->placed++;
			hold(self, 3 * MILLI);
			renameat2(dir, name, dir, trap, RENAME_NOREPLACE);
			break;
		}
	} while (now() < end && !stop);
	pthread_mutex_unlock(&lock);
}

/* The archive that a half is of: .NAME.gz-RANDOM.tmp */
static int plain_of(const char *half, char *plain)
{
	const char *end = strstr(half, ".gz-");
	if (half[0] != '.' || !end)
		return 0;
	snprintf(plain, NAME, "%.*s", (int) (end - half - 1), half + 1);
	return 1;
}

static void made(struct attacker *self, const char *name)
{
	char plain[NAME], zipped[NAME + 4];
	if (is_ours(name))
		return;
	if (plain_of(name, plain)) {
		unsigned what = rand_r(&self->seed) % 8;
		snprintf(zipped, sizeof zipped, "%s.gz", plain);
		/* The archive is opened at once, the half is looked at, and gets its mode when it is whole. */
		if (what < 4 && fits(plain))
			exchange(self, plain, 2 * MILLI);
		else if (what < 7 && fits(name)) {
			hold(self, 2 * MILLI);
			exchange(self, name, 8 * MILLI);
		}
		else
			place(self, zipped, 0);
	}
	if (!fits(name))
		return;
	pthread_mutex_lock(&lock);
	strcpy(name[0] == '.' ? newest_half : newest, name);
	pthread_mutex_unlock(&lock);
	if (starts(name, "log.") && fits("log"))
		/* It is what the file is renamed to, which leaves its own name free. */
		place(self, "log", 3 * MILLI);
	else if (name[0] != '.' && !(rand_r(&self->seed) & 1))
		exchange(self, name, some(self));
}

/* The file is opened before its lock file is, and closed again. */
static void opening(struct attacker *self)
{
	for (int i = 0; i < 8; i++) {
		exchange(self, LOCK_FILE, 30 * MICRO);
		hold(self, 30 * MICRO);
	}
}

static void *told(void *argument)
{
	struct attacker *self = argument;
	char events[8192] __attribute__((aligned(__alignof__(struct inotify_event))));
	int fd = inotify_init1(IN_NONBLOCK);
	struct pollfd polled = { fd, POLLIN, 0 };
	inotify_add_watch(fd, path, IN_CREATE | (fits(LOCK_FILE) ? IN_CLOSE_WRITE : 0));
	while (!stop) {
		poll(&polled, 1, 50);
		ssize_t length = read(fd, events, sizeof events);
		for (char *next = events; length > 0 && next < events + length && !stop;) {
			struct inotify_event *event = (struct inotify_event *) next;
			if (event->mask & IN_CLOSE_WRITE) {
				if (!strcmp(event->name, "log"))
					opening(self);
			} else if (event->len)
				made(self, event->name);
			next += sizeof *event + event->len;
		}
	}
	return NULL;
}

static void look_through(struct attacker *self)
{
	DIR *names = fdopendir(openat(dir, ".", O_RDONLY | O_DIRECTORY));
	struct dirent *entry;
	if (!names)
		exit(3);
	while ((entry = readdir(names)) && !stop)
		if (!is_ours(entry->d_name) && fits(entry->d_name))
			exchange(self, entry->d_name, some(self));
	closedir(names);
}

/* What the service has given a name of its own would keep it out for good. */
static void make_room(struct attacker *self)
{
	static const char *const names[] = { "log", LOCK_FILE, ".log.positions", ".log.index", ".log.cursor.c" };
	for (int i = 0; i < sizeof names / sizeof *names; i++) {
		struct stat found;
		pthread_mutex_lock(&lock);
		if (!fstatat(dir, names[i], &found, AT_SYMLINK_NOFOLLOW) && (found.st_uid == geteuid() || found.st_nlink > 1))
			keep(self, names[i]);
		pthread_mutex_unlock(&lock);
	}
}

static void all_the_time(struct attacker *self)
{
	unsigned long ahead = 0;
	for (unsigned round = 0; !stop; round++) {
		char name[NAME];
		if (round % 64 == 0)
			look_through(self);
		if (round % 16 == 0)
			make_room(self);
		if (strchr(kinds, 'a') && round % 8 == 0 && ahead < MOST_AHEAD) {
			sprintf(name, AHEAD "%06lu", ++ahead);
			forge(name);
			self->placed++;
		}
		int i = rand_r(&self->seed) % (count + 1);
		if (i == count || strpbrk(patterns[i], "*[")) {
			pthread_mutex_lock(&lock);
			strcpy(name, i < count && patterns[i][0] == '.' ? newest_half : newest);
			pthread_mutex_unlock(&lock);
		} else
			strcpy(name, patterns[i]);
		if (name[0])
			exchange(self, name, some(self));
		if (!strcmp(name, "log"))
			place(self, name, 0);
		/* A rotation succeeds only if the file has its name for a while. */
		hold(self, fits("log") && fits("log.1") ? 8 * MILLI : rand_r(&self->seed) & 7 ? some(self) : 2 * MILLI);
	}
}

int main(int argc, char **argv)
{
	struct attacker first = { 0, 1 }, second = { 1, 2 };
	pthread_t thread;
	if (argc < 6)
		return 2;
	umask(0);
	path = argv[1];
	dir = open(path, O_RDONLY | O_DIRECTORY);
	victims = argv[2];
	kinds = argv[4];
	patterns = argv + 5;
	count = argc - 5;
	if (dir < 0)
		return 2;
	signal(SIGTERM, ended);
	signal(SIGALRM, ended);
	alarm(atol(argv[3]) / 1000 + 1);
	first.seed += now();
	second.seed += now();
	if (pthread_create(&thread, NULL, told, &first))
		return 2;
	all_the_time(&second);
	pthread_join(thread, NULL);
	printf("exchanged %lu placed %lu\n", first.exchanged + second.exchanged, first.placed + second.placed);
	return 0;
}
