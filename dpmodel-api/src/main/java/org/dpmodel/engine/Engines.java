package org.dpmodel.engine;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dpmodel.loading.ContextLoader;

/**
 * The engines on the class path. Looked up only on demand; the device that the user names is never replaced by another
 * one. Immutable.
 */
public final class Engines {
    private static final String OWN_ARTIFACTS =
            "dpmodel-onnxruntime, dpmodel-onnxruntime-cann, dpmodel-pytorch and dpmodel-engine-djl";

    private final List<Engine> engines;
    private final List<String> broken;

    private Engines(List<Engine> engines, List<String> broken) {
        this.engines = List.copyOf(engines);
        this.broken = List.copyOf(broken);
    }

    /**
     * The device with a name, from the engine on the class path that has it.
     *
     * @param name for example {@code "onnxruntime:cpu"}
     * @return the device and its engine
     * @throws EngineException as {@link #find}
     */
    public static EngineDevice device(String name) {
        return load().find(name);
    }

    /**
     * The engines that {@link ServiceLoader} finds through this thread's context class loader, if that sees this library,
     * and then through the library's own: it makes no difference which thread calls. An engine that cannot be created
     * does not hide the others: it is named in {@link #report} and in errors.
     *
     * @return the engines
     */
    public static Engines load() {
        Map<String, Engine> engines = new LinkedHashMap<>();
        Set<String> broken = new LinkedHashSet<>();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (ContextLoader.sees(context, Engine.class)) {
            load(context, engines, broken);
        }
        load(Engine.class.getClassLoader(), engines, broken);
        return new Engines(List.copyOf(engines.values()), List.copyOf(broken));
    }

    /** Adds what one class loader finds and another one has not found before. */
    private static void load(ClassLoader loader, Map<String, Engine> engines, Set<String> broken) {
        Iterator<ServiceLoader.Provider<Engine>> found =
                ServiceLoader.load(Engine.class, loader).stream().iterator();
        while (true) {
            try {
                if (!found.hasNext()) {
                    return;
                }
                ServiceLoader.Provider<Engine> provider = found.next();
                String name = provider.type().getName();
                if (!engines.containsKey(name)) {
                    engines.put(name, provider.get());
                }
            } catch (ServiceConfigurationError e) {
                broken.add("an engine cannot be created: " + e.getMessage()
                        + "; check that its module and the libraries it needs have matching versions");
            }
        }
    }

    /**
     * The given engines and no others.
     *
     * @param engines the engines
     * @return the same engines
     */
    public static Engines of(Engine... engines) {
        return new Engines(List.of(engines), List.of());
    }

    /**
     * The engines.
     *
     * @return in the order of the class path
     */
    public List<Engine> all() {
        return engines;
    }

    /**
     * Engines on the class path that cannot be created.
     *
     * @return a sentence for each, which says how to fix it
     */
    public List<String> broken() {
        return broken;
    }

    /**
     * The device with a name.
     *
     * @param name for example {@code "onnxruntime:cuda:0"}
     * @return the device and its engine
     * @throws EngineException if the name is malformed, or two engines have the name
     * @throws DeviceUnavailableException if there is no such device, with what is available, what is missing and how to
     *     fix it
     */
    public EngineDevice find(String name) {
        Device device = Device.parse(name);
        List<Engine> named = engines.stream()
                .filter(engine -> engine.name().equals(device.engine()))
                .toList();
        if (named.size() > 1) {
            throw new EngineException("engine " + device.engine() + " is ambiguous, found "
                    + named.stream().map(engine -> engine.getClass().getName()).toList()
                    + ": leave one of them on the class path");
        }
        if (named.isEmpty()) {
            throw new DeviceUnavailableException("device " + name + " needs engine " + device.engine()
                    + ", which is not on the class path: add its artifact; those of this library are "
                    + OWN_ARTIFACTS + lines(Stream.of(usable(), broken.stream(), none())));
        }
        Engine engine = named.get(0);
        if (!engine.devices().contains(device)) {
            Stream<String> missing = engine.missing().stream()
                    .filter(lacking -> lacking.kind() == device.kind())
                    .map(Objects::toString);
            throw new DeviceUnavailableException("device " + name
                    + " is not usable here: install what is missing or name another device"
                    + lines(Stream.of(missing, usable(), broken.stream())));
        }
        return new EngineDevice(engine, device);
    }

    /**
     * What is available and what is missing, for people.
     *
     * @return a line for each usable device, for each missing kind, and for each engine that cannot be created
     */
    public String report() {
        Stream<String> missing =
                engines.stream().flatMap(engine -> engine.missing().stream()).map(Objects::toString);
        return Stream.of(usable(), missing, broken.stream(), none())
                .flatMap(lines -> lines)
                .map(line -> "  " + line)
                .collect(Collectors.joining("\n"));
    }

    private Stream<String> usable() {
        return engines.stream().flatMap(engine -> engine.devices().stream()).map(device -> device + " is usable");
    }

    private Stream<String> none() {
        return engines.isEmpty()
                ? Stream.of("no engine is on the class path: add the artifact dpmodel-onnxruntime")
                : Stream.empty();
    }

    /** Lines to append to an error; other devices are left to {@link #report}. */
    private static String lines(Stream<Stream<String>> parts) {
        return parts.flatMap(lines -> lines).map(line -> "\n  " + line).collect(Collectors.joining());
    }
}
