package io.asyncappend.spring.boot.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What callers can compile against: types with what they extend, their fields,
 * constructors and methods, each on a line that begins with its type.
 *
 * @param types the types, with those that are nested in them
 */
record PublicApi(Set<Class<?>> types) {

	private static final int LISTED = Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL
			| Modifier.ABSTRACT;

	private static final Pattern OURS = Pattern.compile("io\\.asyncappend\\.[\\w.$]+");

	/** The types that a package of a library shows, by any class of the library. */
	static PublicApi ofPackage(Class<?> library) {
		String folder = library.getPackageName().replace('.', '/');
		try {
			URI location = library.getProtectionDomain().getCodeSource().getLocation().toURI();
			Path path = Path.of(location);
			if (Files.isDirectory(path)) {
				return ofFolder(library, path.resolve(folder));
			}
			try (FileSystem jar = FileSystems.newFileSystem(path)) {
				return ofFolder(library, jar.getPath(folder));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static PublicApi ofFolder(Class<?> library, Path folder) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return of(files.map((file) -> file.getFileName().toString())
				.filter((file) -> file.endsWith(".class") && !file.contains("-") && !file.contains("$"))
				.<Class<?>>map((file) -> load(library, file.replaceFirst("\\.class$", "")))
				.toList());
		}
	}

	private static Class<?> load(Class<?> library, String name) {
		try {
			return Class.forName(library.getPackageName() + "." + name, false, library.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static PublicApi of(List<Class<?>> types) {
		Set<Class<?>> all = new TreeSet<>((one, other) -> one.getName().compareTo(other.getName()));
		types.stream().flatMap(PublicApi::withNested).forEach(all::add);
		return new PublicApi(all);
	}

	private static Stream<Class<?>> withNested(Class<?> type) {
		return isVisible(type.getModifiers()) ? Stream.concat(Stream.of(type),
				Arrays.stream(type.getDeclaredClasses()).flatMap(PublicApi::withNested)) : Stream.empty();
	}

	private static boolean isVisible(int modifiers) {
		return (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
	}

	List<String> lines() {
		return this.types.stream().flatMap((type) -> lines(type).stream()).toList();
	}

	/** Types of this project that a line names and that have no lines of their own. */
	Set<String> unlisted() {
		Set<String> listed = this.types.stream().map(Class::getName).collect(Collectors.toSet());
		return lines().stream()
			.flatMap((line) -> OURS.matcher(line).results().map((match) -> match.group()))
			.filter((name) -> !listed.contains(name)
					&& listed.stream().noneMatch((type) -> name.startsWith(type + ".")))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<String> lines(Class<?> type) {
		List<String> lines = new ArrayList<>();
		lines.add(type.getName() + ": " + header(type));
		for (Field field : type.getDeclaredFields()) {
			add(lines, type, field, field.getGenericType().getTypeName() + " " + field.getName() + constant(field));
		}
		for (Constructor<?> constructor : type.getDeclaredConstructors()) {
			add(lines, type, constructor,
					variables(constructor.getTypeParameters()) + type.getSimpleName()
							+ parameters(constructor.getGenericParameterTypes(), constructor.isVarArgs())
							+ thrown(constructor.getGenericExceptionTypes()));
		}
		for (Method method : type.getDeclaredMethods()) {
			String body = method.isDefault() ? "default " : "";
			Object value = method.getDefaultValue();
			add(lines, type, method,
					body + variables(method.getTypeParameters()) + method.getGenericReturnType().getTypeName() + " "
							+ method.getName() + parameters(method.getGenericParameterTypes(), method.isVarArgs())
							+ thrown(method.getGenericExceptionTypes()) + ((value != null) ? " default " + value : ""));
		}
		return lines;
	}

	private static void add(List<String> lines, Class<?> type, Member member, String description) {
		if (isVisible(member.getModifiers()) && !member.isSynthetic()) {
			String modifiers = Modifier.toString(member.getModifiers() & LISTED);
			String deprecated = ((java.lang.reflect.AnnotatedElement) member).isAnnotationPresent(Deprecated.class)
					? "@Deprecated " : "";
			lines.add(type.getName() + ": " + deprecated + modifiers + " " + description);
		}
	}

	private static String header(Class<?> type) {
		StringBuilder header = new StringBuilder(Modifier.toString(type.getModifiers() & LISTED));
		header.append(' ').append(kind(type)).append(' ').append(type.getName());
		header.append(variables(type.getTypeParameters()).strip());
		if (type.isRecord()) {
			header.append(Arrays.stream(type.getRecordComponents())
				.map(PublicApi::component)
				.collect(Collectors.joining(", ", "(", ")")));
		}
		Type parent = type.getGenericSuperclass();
		if (parent != null && !Set.of(Object.class, Record.class).contains(type.getSuperclass())) {
			header.append(" extends ").append(parent.getTypeName());
		}
		Type[] interfaces = type.getGenericInterfaces();
		if (interfaces.length > 0) {
			header.append(type.isInterface() ? " extends " : " implements ").append(names(interfaces));
		}
		if (type.isSealed()) {
			header.append(" permits ").append(names(type.getPermittedSubclasses()));
		}
		return header.toString();
	}

	private static String component(RecordComponent component) {
		return component.getGenericType().getTypeName() + " " + component.getName();
	}

	private static String kind(Class<?> type) {
		Map<String, Boolean> kinds = Map.of("@interface", type.isAnnotation(), "enum", type.isEnum(), "record",
				type.isRecord(), "interface", type.isInterface() && !type.isAnnotation());
		return kinds.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).findFirst().orElse("class");
	}

	private static String constant(Field field) {
		if (!Modifier.isStatic(field.getModifiers()) || !Modifier.isFinal(field.getModifiers())
				|| !(field.getType().isPrimitive() || field.getType() == String.class)) {
			return "";
		}
		try {
			return isVisible(field.getModifiers()) ? " = " + field.get(null) : "";
		}
		catch (IllegalAccessException ex) {
			// Protected: callers see its value only where they extend the type.
			return "";
		}
	}

	private static String variables(TypeVariable<?>[] variables) {
		return (variables.length == 0) ? "" : Arrays.stream(variables).map((variable) -> {
			String bounds = names(variable.getBounds());
			return variable.getName() + (bounds.equals("java.lang.Object") ? "" : " extends " + bounds);
		}).collect(Collectors.joining(", ", "<", "> "));
	}

	private static String parameters(Type[] types, boolean varArgs) {
		String parameters = "(" + names(types) + ")";
		return varArgs ? parameters.replaceFirst("\\[]\\)$", "...)") : parameters;
	}

	private static String thrown(Type[] types) {
		return (types.length == 0) ? "" : " throws " + names(types);
	}

	private static String names(Type[] types) {
		return Arrays.stream(types).map(Type::getTypeName).collect(Collectors.joining(", "));
	}

}
