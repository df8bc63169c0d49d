/*
 * Faults for the files whose name says so, to be preloaded:
 *
 *   force=EIO@7           the 7th force fails, those before and after it work
 *   force=EINTR%50        half of the forces are interrupted
 *   write=EINTR%20+EAGAIN%10+short%40
 *
 * Faults are noted in the file $FAULTS_LOG, a line each: nanoseconds of CLOCK_MONOTONIC,
 * what was called, what was done, the size of the file, its path. A force that works is
 * noted before it is called, with the size that it covers, and again after it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define MAX_FILES 4096

static struct { char path[PATH_MAX]; int forces; } *files;
static int count;
static int log_fd = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned random_state = 1;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

static const struct { const char *name; int number; } errors[] = {
	{ "EIO", EIO }, { "ENOSPC", ENOSPC }, { "EDQUOT", EDQUOT }, { "EROFS", EROFS },
	{ "EINTR", EINTR }, { "EAGAIN", EAGAIN }, { "short", -1 }
};

__attribute__((constructor)) static void start(void)
{
	real_write = dlsym(RTLD_NEXT, "write");
	real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
	real_writev = dlsym(RTLD_NEXT, "writev");
	real_fsync = dlsym(RTLD_NEXT, "fsync");
	real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
	const char *log = getenv("FAULTS_LOG");
	if (log != NULL) {
		log_fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	}
	files = calloc(MAX_FILES, sizeof *files);
}

/* The rule in the name of the file, after for example "write=". */
static const char *rule(int fd, const char *call, char *path)
{
	char link[32];
	if (fd <= 2 || fd == log_fd) {
		return NULL;
	}
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t length = readlink(link, path, PATH_MAX - 1);
	if (length <= 0 || path[0] != '/') {
		return NULL;
	}
	path[length] = '\0';
	const char *name = strrchr(path, '/') + 1;
	/* The lock beside it is not the file. */
	const char *found = (name[0] == '.') ? NULL : strstr(name, call);
	return (found != NULL) ? found + strlen(call) : NULL;
}

static void note(int fd, const char *call, const char *what, const char *path)
{
	struct stat status;
	struct timespec now;
	char line[PATH_MAX + 128];
	clock_gettime(CLOCK_MONOTONIC, &now);
	long long size = (fstat(fd, &status) == 0) ? (long long) status.st_size : -1;
	int length = snprintf(line, sizeof line, "%lld %s %s %lld %s\n", now.tv_sec * 1000000000LL + now.tv_nsec, call,
			what, size, path);
	if (log_fd >= 0 && real_write(log_fd, line, length) != length) {
		abort();
	}
}

static int chance(int percent)
{
	random_state = random_state * 1103515245u + 12345u;
	return (int) ((random_state >> 16) % 100) < percent;
}

/* The number of an error of the rule whose turn it is, -1 to write short, else 0. */
static int fault(int fd, const char *call, const char *rule, const char *path, int forces)
{
	for (const char *next = rule; next != NULL; next = strchr(next, '+') ? strchr(next, '+') + 1 : NULL) {
		for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
			size_t length = strlen(errors[i].name);
			if (strncmp(next, errors[i].name, length) != 0) {
				continue;
			}
			int number = atoi(next + length + 1);
			if ((next[length] == '@') ? forces == number : chance(number)) {
				note(fd, call, errors[i].name, path);
				return errors[i].number;
			}
		}
	}
	return 0;
}

static int write_fault(int fd)
{
	char path[PATH_MAX];
	const char *found = rule(fd, "write=", path);
	if (found == NULL) {
		return 0;
	}
	pthread_mutex_lock(&lock);
	int number = fault(fd, "write", found, path, 0);
	pthread_mutex_unlock(&lock);
	return number;
}

static size_t shortened(size_t length)
{
	return (length < 2) ? length : 1 + (size_t) rand() % (length - 1);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
	int number = write_fault(fd);
	if (number > 0) {
		errno = number;
		return -1;
	}
	return real_write(fd, bytes, (number < 0) ? shortened(length) : length);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset)
{
	int number = write_fault(fd);
	if (number > 0) {
		errno = number;
		return -1;
	}
	return real_pwrite(fd, bytes, (number < 0) ? shortened(length) : length, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int n)
{
	int number = write_fault(fd);
	if (number > 0) {
		errno = number;
		return -1;
	}
	return (number < 0) ? real_write(fd, parts[0].iov_base, shortened(parts[0].iov_len)) : real_writev(fd, parts, n);
}

static int force(int fd, const char *call, int (*real)(int))
{
	char path[PATH_MAX];
	const char *found = rule(fd, "force=", path);
	if (found == NULL) {
		return real(fd);
	}
	pthread_mutex_lock(&lock);
	int i = 0;
	while (i < count && strcmp(files[i].path, path) != 0) {
		i++;
	}
	if (i == MAX_FILES) {
		abort();
	}
	if (i == count) {
		strcpy(files[count++].path, path);
	}
	int number = fault(fd, call, found, path, ++files[i].forces);
	if (number == 0) {
		note(fd, call, "begins", path);
	}
	pthread_mutex_unlock(&lock);
	if (number > 0) {
		errno = number;
		return -1;
	}
	int result = real(fd);
	note(fd, call, (result == 0) ? "done" : "failed", path);
	return result;
}

int fsync(int fd)
{
	return force(fd, "fsync", real_fsync);
}

int fdatasync(int fd)
{
	return force(fd, "fdatasync", real_fdatasync);
}
