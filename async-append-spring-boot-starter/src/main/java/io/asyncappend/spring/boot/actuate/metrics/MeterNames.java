package io.asyncappend.spring.boot.actuate.metrics;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * The owners of the meters of a name in a registry. A registry has one meter for equal
 * tags and returns that one for each further registration, so of two appenders of one
 * name (of two factories, or of two contexts with one registry) the second would count
 * into the meters of the first, or take them away. It gets a tag more: the meters of the
 * first are what they would be without it. Holds neither registries nor owners reachable.
 * Thread-safe.
 */
final class MeterNames {

	private static final String TAG = "factory";

	private static final Lock LOCK = new ReentrantLock();

	private static final Map<MeterRegistry, Map<String, List<@Nullable WeakReference<Object>>>> TAKEN = new WeakHashMap<>();

	private MeterNames() {
	}

	/**
	 * Finds an owner of a name's meters, or makes another one.
	 * @param registry the registry
	 * @param type what the owner is
	 * @param meters what the meters are
	 * @param name the name that is their tag
	 * @param wanted whether an owner is the wanted one
	 * @param maker makes the owner, which is to have the tags
	 */
	static <T> T take(MeterRegistry registry, Class<T> type, String meters, String name, Predicate<T> wanted,
			Function<Tags, T> maker) {
		LOCK.lock();
		try {
			List<@Nullable WeakReference<Object>> owners = TAKEN.computeIfAbsent(registry, (key) -> new HashMap<>())
				.computeIfAbsent(meters + " " + name, (key) -> new ArrayList<>());
			for (@Nullable
			WeakReference<Object> owner : owners) {
				Object found = (owner != null) ? owner.get() : null;
				if (type.isInstance(found) && wanted.test(type.cast(found))) {
					return type.cast(found);
				}
			}
			// What was collected without having been given back has its meters still.
			int free = owners.indexOf(null);
			int number = (free >= 0) ? free : owners.size();
			Tags tags = Tags.of("name", name);
			T made = maker.apply((number > 0) ? tags.and(TAG, String.valueOf(number + 1)) : tags);
			if (free >= 0) {
				owners.set(free, new WeakReference<>(made));
			}
			else {
				owners.add(new WeakReference<>(made));
			}
			return made;
		}
		finally {
			LOCK.unlock();
		}
	}

	/**
	 * Gives the meters back, once their owner has removed them.
	 * @param owner the owner of the meters
	 * @param removal takes them out of the registry, and returns whether it did
	 */
	static void giveBack(MeterRegistry registry, String meters, String name, Object owner, BooleanSupplier removal) {
		LOCK.lock();
		try {
			Map<String, List<@Nullable WeakReference<Object>>> byName = TAKEN.get(registry);
			List<@Nullable WeakReference<Object>> owners = (byName != null) ? byName.get(meters + " " + name) : null;
			if (removal.getAsBoolean() && owners != null) {
				owners.replaceAll((one) -> (one != null && one.get() == owner) ? null : one);
				while (!owners.isEmpty() && owners.get(owners.size() - 1) == null) {
					owners.remove(owners.size() - 1);
				}
				if (owners.isEmpty()) {
					byName.remove(meters + " " + name);
				}
			}
		}
		finally {
			LOCK.unlock();
		}
	}

}
