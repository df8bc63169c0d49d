package io.asyncappend.spring.boot.documents;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.json.JsonParserFactory;

/**
 * The properties that the libraries of the class path have, by name.
 *
 * @param properties what is known of each
 */
record Metadata(Map<String, Map<String, Object>> properties) {

	@SuppressWarnings("unchecked")
	static Metadata read() {
		Map<String, Map<String, Object>> properties = new TreeMap<>();
		try {
			for (URL url : Collections
				.list(Metadata.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
				try (InputStream in = url.openStream()) {
					Object list = JsonParserFactory.getJsonParser()
						.parseMap(new String(in.readAllBytes(), StandardCharsets.UTF_8))
						.get("properties");
					((List<Map<String, Object>>) list)
						.forEach((property) -> properties.put((String) property.get("name"), property));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new Metadata(properties);
	}

	/** Whether there is a property of that name, or a map that it is an entry of. */
	boolean has(String name) {
		String parent = name.replaceFirst("[.\\[][^.\\[]*$|\\[.*$", "");
		return this.properties.containsKey(name) || isMap(parent);
	}

	private boolean isMap(String name) {
		Map<String, Object> property = this.properties.get(name);
		return property != null && !name.equals("async-append.appenders")
				&& String.valueOf(property.get("type")).startsWith("java.util.Map");
	}

	/** What is it unless it is set; empty if that is nothing. */
	String defaultOf(String name) {
		Object value = this.properties.get(name).get("defaultValue");
		return (value != null) ? String.valueOf(value) : "";
	}

}
