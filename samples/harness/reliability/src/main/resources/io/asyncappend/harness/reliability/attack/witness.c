/*
 * Says what is done to a directory and what is in it, be it undone in the next moment:
 * witness DIRECTORY. Each line begins with the process that did it: any other on the
 * machine may list directories. Where that is not known, as fanotify(7) tells it of what
 * is opened, read and written, and inotify(7) of the rest does not, it is 0. Looking at
 * attributes is not told of. Ends with its input.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>
#include <unistd.h>

struct kind {
	unsigned long long mask;
	const char *text;
};

static const struct kind uses[] = {
	{ FAN_OPEN, "opened" }, { FAN_ACCESS, "read" }, { FAN_MODIFY, "written" }, { FAN_Q_OVERFLOW, "too much" }, { 0 },
};

static const struct kind changes[] = {
	{ IN_ATTRIB, "attributes changed" }, { IN_CREATE, "created" }, { IN_DELETE, "deleted" },
	{ IN_MOVED_FROM, "renamed" }, { IN_MOVED_TO, "renamed to" }, { IN_DELETE_SELF, "deleted" },
	{ IN_MOVE_SELF, "renamed" }, { IN_Q_OVERFLOW, "too much" }, { 0 },
};

static char directory[PATH_MAX];

static void say(long process, const char *name, unsigned long long mask, const struct kind *kinds)
{
	for (; kinds->text; kinds++)
		if (mask & kinds->mask)
			printf("%ld %s: %s\n", process, name, kinds->text);
}

static void say_use(const struct fanotify_event_metadata *event)
{
	char link[64], path[PATH_MAX] = "?", *name = path;
	if (event->fd >= 0) {
		sprintf(link, "/proc/self/fd/%d", event->fd);
		ssize_t length = readlink(link, path, sizeof path - 1);
		if (length > 0) {
			path[length] = 0;
			name = strcmp(path, directory) ? strrchr(path, '/') + 1 : ".";
		}
		close(event->fd);
	}
	say(event->pid, name, event->mask, uses);
}

static void read_uses(int fd)
{
	char events[8192] __attribute__((aligned(__alignof__(struct fanotify_event_metadata))));
	ssize_t length;
	while ((length = read(fd, events, sizeof events)) > 0)
		for (struct fanotify_event_metadata *event = (struct fanotify_event_metadata *) events;
				FAN_EVENT_OK(event, length); event = FAN_EVENT_NEXT(event, length))
			say_use(event);
	if (length < 0 && errno != EAGAIN)
		printf("0 ?: something that cannot be told: %s\n", strerror(errno));
}

static void read_changes(int fd)
{
	char events[8192] __attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t length;
	while ((length = read(fd, events, sizeof events)) > 0)
		for (char *next = events; next < events + length;) {
			struct inotify_event *event = (struct inotify_event *) next;
			say(0, event->len ? event->name : ".", event->mask, changes);
			next += sizeof *event + event->len;
		}
}

int main(int argc, char **argv)
{
	unsigned mask = 0;
	for (const struct kind *kind = changes; kind->text; kind++)
		mask |= kind->mask;
	int use = fanotify_init(FAN_CLASS_NOTIF | FAN_NONBLOCK | FAN_UNLIMITED_QUEUE, O_RDONLY | O_LARGEFILE);
	int change = inotify_init1(IN_NONBLOCK);
	if (argc != 2 || !realpath(argv[1], directory) || use < 0 || change < 0
			|| fanotify_mark(use, FAN_MARK_ADD, FAN_OPEN | FAN_ACCESS | FAN_MODIFY | FAN_EVENT_ON_CHILD | FAN_ONDIR,
				AT_FDCWD, directory)
			|| inotify_add_watch(change, directory, mask & ~IN_Q_OVERFLOW) < 0) {
		perror("cannot watch");
		return 2;
	}
	printf("watching\n");
	fflush(stdout);
	struct pollfd polled[] = { { use, POLLIN }, { change, POLLIN }, { 0, POLLIN } };
	for (int last = 0; !last;) {
		poll(polled, 3, -1);
		last = polled[2].revents != 0;
		read_uses(use);
		read_changes(change);
	}
	return 0;
}
