package io.asyncappend.spring.boot.compatibility;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.ClassUtils;

/**
 * The properties that are bound to a record, with their types and defaults: those of the
 * entries of a map or a list are not in the metadata.
 */
final class BoundProperties {

	private BoundProperties() {
	}

	static List<String> of(String prefix, Class<?> bound) {
		List<String> properties = new ArrayList<>();
		RecordComponent[] components = bound.getRecordComponents();
		Constructor<?> canonical = Arrays.stream(bound.getDeclaredConstructors())
			.filter((constructor) -> constructor.getParameterCount() == components.length)
			.findFirst()
			.orElseThrow();
		for (int i = 0; i < components.length; i++) {
			RecordComponent component = components[i];
			String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
			Type type = component.getGenericType();
			String each = "";
			if (type instanceof ParameterizedType generic) {
				Type[] arguments = generic.getActualTypeArguments();
				type = arguments[arguments.length - 1];
				each = (arguments.length > 1) ? ".NAME" : "[]";
			}
			if (type instanceof Class<?> nested && nested.isRecord()) {
				properties.addAll(of(name + each, nested));
			}
			else {
				DefaultValue value = canonical.getParameters()[i].getAnnotation(DefaultValue.class);
				properties.add(name + ": " + described(component.getGenericType().getTypeName()) + " = "
						+ ((value != null) ? String.join(", ", value.value()) : null));
			}
		}
		return properties;
	}

	/**
	 * A type and, where it is an enumeration of this project, what there is to choose.
	 */
	static String described(String type) {
		Class<?> values = type.startsWith("io.asyncappend.")
				? ClassUtils.resolveClassName(type.replaceAll("<.*", ""), null) : Object.class;
		return type + (values.isEnum() ? " " + List.of(values.getEnumConstants()) : "");
	}

}
