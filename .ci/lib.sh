# What the scripts of .ci have in common; to be sourced.

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# Maven and its compiler live for minutes: what the second compiler and the concurrent
# collectors of the JVM would do for them takes more time of the cores than it saves.
export MAVEN_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${MAVEN_OPTS:-}"

# Runs Maven, with what it says in a file; if it fails, shows the end of that, and what it
# calls errors: the tests that failed are among these.
# Usage: maven LOG ARGUMENT...
maven() {
	local log=$1
	shift
	mvn -B -ntp "$@" >"$log" 2>&1 || {
		tail -150 "$log"
		grep '^\[ERROR\]' "$log" | head -100 || true
		fail "mvn $*: see $(pwd)/$log"
	}
}

# The arguments of the one command of Maven in a document that matches.
# Usage: documented DOCUMENT PATTERN
documented() { .ci/documented "$@" | sed 's/^mvn //'; }

# Clients of a sample, see Load.java; compiled once.
load() {
	[ -e "$loads/Load.class" ] || javac -d "$loads" .ci/Load.java
	java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$loads" Load "$@"
}
loads=target/ci/classes

# Waits until a file has so many lines more than it had, under a load that appends to it.
# Usage: await_lines FILE HAD MORE
await_lines() {
	for _ in $(seq 600); do
		[ "$(wc -l <"$1")" -lt $(($2 + $3)) ] || return 0
		sleep 0.1
	done
	fail "$1 has not got $3 lines in a minute"
}

# Waits until a server that the shell has started is healthy, and sets port and url: it is on
# a port of its own choice, which its log names. Usage: await_server SERVER LOG PID
await_server() {
	for _ in $(seq 480); do
		port=$(grep -Eio "$1 started on ports? [0-9]+" "$2" | grep -Eo '[0-9]+$' || true)
		url=http://127.0.0.1:$port
		[ -z "$port" ] || ! curl -fsS "$url/actuator/health" >/dev/null 2>&1 || return 0
		kill -0 "$3" 2>/dev/null || break
		sleep 0.25
	done
	tail -50 "$2"
	fail "the sample did not start on $1"
}

# Compiles the sinks that the sample is to forward to, beside its jar, and sets with_sinks to
# what java starts both by.
compile_sinks() {
	if [ ! -e "$loads/Sinks.class" ]; then
		mkdir -p "$loads/sinks"
		(cd "$loads/sinks" && jar xf "$jar" BOOT-INF/lib)
		javac -cp "$loads/sinks/BOOT-INF/lib/*" -d "$loads" .ci/Sinks.java
		rm -r "$loads/sinks"
	fi
	with_sinks=(-cp "$jar" -Dloader.path="$PWD/$loads/" -Dspring.main.sources=Sinks
		org.springframework.boot.loader.launch.PropertiesLauncher)
}

# Packages the audit-service, which CI has done before, and sets jar. Usage: package_sample LOG
package_sample() {
	local target=$PWD/samples/audit-service/target
	if [ "${CI:-}" != true ] || ! ls "$target"/audit-service-*-exec.jar >/dev/null 2>&1; then
		maven "$1" -q -pl samples/audit-service -am -DskipTests package
	fi
	jar=$(find "$target" -maxdepth 1 -name 'audit-service-*-exec.jar')
}
