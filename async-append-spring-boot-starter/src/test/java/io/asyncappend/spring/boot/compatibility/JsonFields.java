package io.asyncappend.spring.boot.compatibility;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * The fields of a descriptor of the endpoint as JSON has them, with their types.
 */
final class JsonFields {

	private JsonFields() {
	}

	static List<String> of(Class<?> descriptor) {
		return of(descriptor.getSimpleName() + ": ", "", descriptor);
	}

	private static List<String> of(String prefix, String suffix, Class<?> descriptor) {
		List<String> fields = new ArrayList<>();
		for (RecordComponent component : descriptor.getRecordComponents()) {
			String name = prefix + component.getName() + suffix;
			JsonUnwrapped unwrapped = component.getAccessor().getAnnotation(JsonUnwrapped.class);
			if (unwrapped != null) {
				fields.addAll(of(prefix + unwrapped.prefix(), unwrapped.suffix(), component.getType()));
			}
			else {
				fields.addAll(of(name, component.getGenericType()));
			}
		}
		return fields;
	}

	private static List<String> of(String name, Type type) {
		if (type instanceof Class<?> record && record.isRecord()) {
			return of(name + ".", "", record);
		}
		if (type instanceof ParameterizedType generic) {
			Type[] arguments = generic.getActualTypeArguments();
			Type value = arguments[arguments.length - 1];
			if (value instanceof Class<?> record && record.isRecord()) {
				return of(name + ((arguments.length > 1) ? ".NAME." : "[]."), "", record);
			}
		}
		String simple = type.getTypeName().replaceAll("\\b[a-z]\\w*\\.", "");
		if (type instanceof Class<?> constants && constants.isEnum()) {
			simple = List.of(constants.getEnumConstants())
				.stream()
				.map(Object::toString)
				.collect(Collectors.joining(" | "));
		}
		return List.of(name + " " + simple);
	}

}
