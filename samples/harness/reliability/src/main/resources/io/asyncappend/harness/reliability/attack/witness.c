/*
 * Says what is done to a directory and what is in it (inotify(7)), be it undone in the
 * next moment: witness DIRECTORY. Looking at attributes is not told of. Ends with its
 * input.
 */
#include <poll.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <unistd.h>

static const struct {
	unsigned mask;
	const char *text;
} kinds[] = {
	{ IN_OPEN, "opened" }, { IN_ACCESS, "read" }, { IN_MODIFY, "written" }, { IN_ATTRIB, "attributes changed" },
	{ IN_CREATE, "created" }, { IN_DELETE, "deleted" }, { IN_MOVED_FROM, "renamed" }, { IN_MOVED_TO, "renamed to" },
	{ IN_DELETE_SELF, "deleted" }, { IN_MOVE_SELF, "renamed" }, { IN_Q_OVERFLOW, "too much" },
};

int main(int argc, char **argv)
{
	char events[8192] __attribute__((aligned(__alignof__(struct inotify_event))));
	struct pollfd polled[2];
	int fd = inotify_init1(IN_NONBLOCK);
	unsigned mask = 0;
	for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
		mask |= kinds[i].mask;
	if (argc != 2 || fd < 0 || inotify_add_watch(fd, argv[1], mask & ~IN_Q_OVERFLOW) < 0)
		return 2;
	printf("watching\n");
	fflush(stdout);
	polled[0].fd = fd;
	polled[1].fd = 0;
	polled[0].events = polled[1].events = POLLIN;
	for (int last = 0; !last;) {
		poll(polled, 2, -1);
		last = polled[1].revents != 0;
		ssize_t length;
		while ((length = read(fd, events, sizeof events)) > 0)
			for (char *next = events; next < events + length;) {
				struct inotify_event *event = (struct inotify_event *) next;
				for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
					if (event->mask & kinds[i].mask)
						printf("%s: %s\n", event->len ? event->name : ".", kinds[i].text);
				next += sizeof *event + event->len;
			}
	}
	return 0;
}
