package io.asyncappend.support;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.StackFrame;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodEntryRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The methods of the library that another JVM enters, seen through the debugger's
 * interface of the JDK.
 */
public final class MethodTrace {

	/**
	 * A method that was entered.
	 *
	 * @param thread the name of the thread
	 * @param type the top-level class
	 * @param method its name
	 * @param callers the classes and methods that call it, the nearest first
	 */
	public record Entry(String thread, String type, String method, List<String> callers) {

		/** The top-level class of the caller. */
		public String caller() {
			return this.callers.isEmpty() ? "" : this.callers.get(0).replaceAll("[.][^.]*$", "");
		}

		@Override
		public String toString() {
			return this.thread + ": " + this.type + "." + this.method;
		}

	}

	private MethodTrace() {
	}

	/**
	 * Runs a {@code main} and notes what is entered between two methods.
	 * @param main the class, whose static method {@code begin} begins the trace
	 * @param argument of its main
	 * @param isOver whether the trace ends with what has been entered; the JVM is ended
	 * then
	 * @return all entries but those of the main's class
	 */
	public static List<Entry> of(Class<?> main, String argument, Predicate<List<Entry>> isOver) throws Exception {
		VirtualMachine machine = launch(main, argument);
		try {
			// Each entry stops a thread: those before the trace begins cost most of the
			// time.
			entriesOf(machine, main.getName()).enable();
			return trace(machine, main, isOver);
		}
		finally {
			machine.process().destroyForcibly();
			dispose(machine);
		}
	}

	private static MethodEntryRequest entriesOf(VirtualMachine machine, String types) {
		MethodEntryRequest entries = machine.eventRequestManager().createMethodEntryRequest();
		entries.addClassFilter(types);
		entries.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
		return entries;
	}

	private static void dispose(VirtualMachine machine) {
		try {
			machine.dispose();
		}
		catch (VMDisconnectedException ex) {
			// Its process has ended.
		}
	}

	private static VirtualMachine launch(Class<?> main, String argument) throws Exception {
		LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
		Map<String, Connector.Argument> arguments = connector.defaultArguments();
		arguments.get("home").setValue(Path.of(System.getProperty("java.home")).toString());
		arguments.get("main").setValue(main.getName() + " " + argument);
		arguments.get("options")
			.setValue("-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp \"" + System.getProperty("java.class.path") + "\"");
		return connector.launch(arguments);
	}

	private static List<Entry> trace(VirtualMachine machine, Class<?> main, Predicate<List<Entry>> isOver)
			throws Exception {
		List<Entry> found = new ArrayList<>();
		boolean begun = false;
		while (true) {
			EventSet events = Objects.requireNonNull(machine.eventQueue().remove(30_000), "nothing happens any more");
			for (Event event : events) {
				if (!(event instanceof MethodEntryEvent entered)) {
					continue;
				}
				if (topLevel(entered.method().declaringType().name()).equals(topLevel(main.getName()))) {
					if (!begun && entered.method().name().equals("begin")) {
						begun = true;
						entriesOf(machine, "io.asyncappend.*").enable();
					}
				}
				else {
					found.add(entry(entered));
					if (isOver.test(found)) {
						return found;
					}
				}
			}
			events.resume();
		}
	}

	private static Entry entry(MethodEntryEvent event) throws Exception {
		Method method = event.method();
		List<String> callers = new ArrayList<>();
		for (StackFrame frame : event.thread().frames()) {
			callers.add(topLevel(frame.location().declaringType().name()) + "." + frame.location().method().name());
		}
		return new Entry(event.thread().name(), topLevel(method.declaringType().name()), method.name(),
				callers.subList(1, callers.size()));
	}

	private static String topLevel(String type) {
		return type.replaceAll("[$].*", "");
	}

}
