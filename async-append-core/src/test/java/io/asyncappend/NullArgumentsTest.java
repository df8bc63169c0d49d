package io.asyncappend;

import io.asyncappend.support.Recorder;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Every public method with {@code null} for each of its arguments, found by reflection,
 * so that no method can be forgotten.
 */
@Timeout(60)
class NullArgumentsTest {

	private static final Map<Class<?>, Object> GOOD = Map.ofEntries(Map.entry(String.class, "other"),
			Map.entry(byte[].class, new byte[] { 'x' }), Map.entry(ByteBuffer.class, ByteBuffer.allocate(1)),
			Map.entry(Duration.class, Duration.ofSeconds(10)), Map.entry(int.class, 1), Map.entry(long.class, 1L),
			Map.entry(boolean.class, true), Map.entry(byte.class, (byte) '\n'),
			Map.entry(AppenderOptions.class, AppenderOptions.defaults()),
			Map.entry(Backpressure.class, Backpressure.fail()), Map.entry(SyncPolicy.class, SyncPolicy.onDemand()),
			Map.entry(AppendListener.class, new Recorder()),
			Map.entry(AsyncAppendFactory.class, AsyncAppendFactory.create()), Map.entry(Set.class, Set.of()),
			Map.entry(TornTail.class, TornTail.leave()), Map.entry(Rotation.class, Rotation.onDemand()),
			Map.entry(ZoneId.class, ZoneId.of("UTC")), Map.entry(StandardStream.class, StandardStream.ERR),
			Map.entry(RecordSink.class, (RecordSink) (batch) -> CompletableFuture.completedFuture(null)),
			Map.entry(Throwable.class, new Exception()));

	@TempDir
	private Path directory;

	private final List<String> tried = new ArrayList<>();

	private final List<String> wrong = new ArrayList<>();

	@Test
	void recordsOfTheApiRefuseNullAndNameTheComponent() throws Exception {
		for (Record record : List.of(AppenderOptions.defaults(), Rotation.onDemand(), AppenderTrouble.NONE,
				AppenderStatus.builder("audit").build(), FileLoss.of(FileLoss.Kind.DELETED, 1),
				new AppendedFiles.LeftOut(this.directory, "reason"))) {
			RecordComponent[] components = record.getClass().getRecordComponents();
			Constructor<?> constructor = record.getClass()
				.getConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
			for (int i = 0; i < components.length; i++) {
				if (components[i].getType().isPrimitive()) {
					continue;
				}
				Object[] arguments = new Object[components.length];
				for (int j = 0; j < arguments.length; j++) {
					arguments[j] = (i == j) ? null : components[j].getAccessor().invoke(record);
				}
				assertThatThrownBy(() -> constructor.newInstance(arguments)).cause()
					.isInstanceOf(NullPointerException.class)
					.hasMessage(components[i].getName());
			}
		}
	}

	@Test
	void everyPublicMethodRefusesNullAndNamesTheArgument() throws Exception {
		Path file = this.directory.resolve("file");
		Path lent = this.directory.resolve("lent");
		try (AsyncAppendFactory factory = AsyncAppendFactory.create();
				FileChannel channel = FileChannel.open(lent, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
			AsyncAppender appender = factory.open("file", file);
			appender.append(new byte[] { 'a' });
			for (Object target : List.of(factory, appender, AppenderOptions.builder(), AsyncAppendFactory.builder(),
					Backpressure.block(), SyncPolicy.everyBatch(), TornTail.leave(), Rotation.builder(),
					ArchiveNaming.standard(), AppenderStatus.builder("audit"), AppenderTrouble.builder())) {
				for (Method method : typeOfTheApi(target).getDeclaredMethods()) {
					if (Modifier.isPublic(method.getModifiers()) && !method.getName().equals("equals")) {
						refusesNulls(target, method, channel);
					}
				}
			}
			refusesNulls(appender.asOutputStream(), OutputStream.class.getMethod("write", byte[].class), channel);
			refusesNulls(appender.asOutputStream(),
					OutputStream.class.getMethod("write", byte[].class, int.class, int.class), channel);
			refusesNulls(appender.asChannel(), WritableByteChannel.class.getMethod("write", ByteBuffer.class), channel);
			assertThat(factory.appenders()).containsExactly(appender);
			appender.append(new byte[] { 'b' });
		}
		assertThat(file).hasContent("ab");
		assertThat(this.directory.toFile().list()).containsExactlyInAnyOrder("file", ".file.lock", ".file.positions",
				"lent");
		// As many as there were when this was written: a lookup that finds none is no
		// test.
		assertThat(this.wrong).isEmpty();
		assertThat(this.tried).hasSizeGreaterThanOrEqualTo(45);
	}

	private static Class<?> typeOfTheApi(Object target) {
		return Stream.<Class<?>>of(AsyncAppendFactory.class, AsyncAppender.class, AsyncAppendFactory.Builder.class)
			.filter((type) -> type.isInstance(target))
			.findFirst()
			.orElse(target.getClass());
	}

	private void refusesNulls(Object target, Method method, FileChannel channel) throws Exception {
		Parameter[] parameters = method.getParameters();
		for (int i = 0; i < parameters.length; i++) {
			if (parameters[i].getType().isPrimitive()) {
				continue;
			}
			Object[] arguments = Arrays.stream(parameters).map((parameter) -> good(parameter, channel)).toArray();
			arguments[i] = null;
			String call = method.getDeclaringClass().getSimpleName() + "." + method.getName() + " "
					+ Arrays.toString(method.getParameterTypes()) + " with null for " + i;
			this.tried.add(call);
			String wrong = refusal(target, method, arguments, parameters[i]);
			if (wrong != null) {
				this.wrong.add(call + " " + wrong);
			}
		}
	}

	private Object good(Parameter parameter, FileChannel channel) {
		if (parameter.getType() == Path.class) {
			return this.directory.resolve("other");
		}
		if (parameter.getType() == FileChannel.class) {
			return channel;
		}
		if (parameter.getType().isEnum()) {
			return parameter.getType().getEnumConstants()[0];
		}
		return GOOD.get(parameter.getType());
	}

	private static String refusal(Object target, Method method, Object[] arguments, Parameter parameter)
			throws IllegalAccessException {
		method.setAccessible(true);
		try {
			return "returned " + method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			String message = String.valueOf(ex.getCause().getMessage());
			// The JDK's interfaces carry no names, and it copies a set in its own words.
			boolean named = !parameter.isNamePresent() || parameter.getType() == Set.class
					|| message.contains(parameter.getName()) || message.contains(method.getName());
			return (ex.getCause() instanceof NullPointerException && named) ? null : "threw " + ex.getCause();
		}
	}

}
