// Loaded before libc into a sample: makes a disk slow, or has it hang, and leaves no threads
// to be had, as files in the directory of FAULTS say. A force of a file in a directory called
// "slow" takes 0.7 s, and does not end while there is a file "hang" (but after a minute).
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is(const char *fault) {
	char path[4096];
	const char *directory = getenv("FAULTS");
	if (!directory || snprintf(path, sizeof path, "%s/%s", directory, fault) >= (int) sizeof path)
		return 0;
	return access(path, F_OK) == 0;
}

static void wait_for(int fd) {
	char link[64], path[4096];
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t length = readlink(link, path, sizeof path - 1);
	if (length < 0)
		return;
	path[length] = 0;
	if (!strstr(path, "/slow/"))
		return;
	usleep(700000);
	for (int tenths = 0; is("hang") && tenths < 600; tenths++)
		usleep(100000);
}

int fsync(int fd) {
	wait_for(fd);
	return ((int (*)(int)) dlsym(RTLD_NEXT, "fsync"))(fd);
}

int fdatasync(int fd) {
	wait_for(fd);
	return ((int (*)(int)) dlsym(RTLD_NEXT, "fdatasync"))(fd);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) {
	if (is("no-threads"))
		return EAGAIN;
	return ((int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *)) dlsym(RTLD_NEXT,
			"pthread_create"))(thread, attributes, start, argument);
}
