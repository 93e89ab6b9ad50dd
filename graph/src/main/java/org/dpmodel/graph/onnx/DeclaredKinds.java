package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dpmodel.graph.ValueInfo;

/**
 * Which initializers are not parameters, if a file says so. PyTorch's exporter based on {@code torch.export} records the
 * kind of each tensor of the module with the initializer of the same name, and again for all of them in the graph's
 * metadata; for tensors that it computed ahead of time, it records the names of their sources. MindSpore names values of
 * the program, such as the zeros that an LSTM begins with, by number and place. Initializers without such
 * information are not treated as buffers.
 */
final class DeclaredKinds {
    private static final String KIND = "pkg.torch.export.graph_signature.InputSpec.kind";
    private static final String FOLDED_FROM = "pkg.onnxscript.optimizer.folded_from";
    private static final String SIGNATURE = "pkg.torch.export.ExportedProgram.graph_signature";
    private static final String BUFFER = "BUFFER";
    private static final Set<String> NOT_TRAINED = Set.of(BUFFER, "CONSTANT_TENSOR");

    private static final Pattern PARAMETER = Pattern.compile("PARAMETER target='([^']*)'");
    private static final Pattern NO_PARAMETER = Pattern.compile("(?:BUFFER|CONSTANT_TENSOR) target='([^']*)'");
    private static final Pattern NAME = Pattern.compile("'([^']*)'");

    /** MindSpore's name of a value of the program; parameters have names of their own. */
    private static final Pattern VALUE_OF_MINDSPORE = Pattern.compile("[0-9]+-Default/(?:.*/)?data-[0-9]+");

    /** Names that PyTorch gives to results of functions, unlike those of transpositions and parts. */
    private static final Pattern OF_FUNCTION = Pattern.compile(
            "_?(?:abs|add|clamp|clamp_min|cumsum|div|elu|exp|expm1|linalg_vector_norm|log|log1p|log_softmax"
                    + "|logsumexp|matmul|mean|mm|mul|neg|pow|prod|reciprocal|relu|rsqrt|sigmoid|silu|softmax|softplus|sqrt"
                    + "|sub|sum|tanh)(?:_[0-9]+)?");

    private final Map<String, String> kinds = new HashMap<>();
    private final Map<String, Set<String>> sources = new HashMap<>();
    private final Set<String> parameters = new HashSet<>();
    private final Set<String> others = new HashSet<>();

    DeclaredKinds(GraphProto graph) {
        for (ValueInfoProto value : graph.getValueInfoList()) {
            for (StringStringEntryProto entry : value.getMetadataPropsList()) {
                if (entry.getKey().equals(KIND)) {
                    kinds.put(value.getName(), entry.getValue());
                } else if (entry.getKey().equals(FOLDED_FROM)) {
                    sources.put(value.getName(), names(NAME, entry.getValue()));
                }
            }
        }
        for (StringStringEntryProto entry : graph.getMetadataPropsList()) {
            if (entry.getKey().equals(SIGNATURE)) {
                parameters.addAll(names(PARAMETER, entry.getValue()));
                others.addAll(names(NO_PARAMETER, entry.getValue()));
            }
        }
    }

    private static Set<String> names(Pattern pattern, String text) {
        Set<String> names = new HashSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** Whether the file says that an initializer is not a parameter, and not computed from one. */
    boolean isBuffer(String initializer) {
        if (VALUE_OF_MINDSPORE.matcher(initializer).matches()) {
            return true;
        }
        String kind = kinds.get(initializer);
        if (kind != null) {
            return NOT_TRAINED.contains(kind);
        }
        Set<String> from = sources.get(initializer);
        return from != null
                && !parameters.isEmpty()
                && from.stream().allMatch(source -> parameter(source).isEmpty());
    }

    /**
     * A parameter, or the one that the exporter computed a value from and named it after, such as fc.weight_scaled if it
     * folded a factor into the weight.
     */
    private Optional<String> parameter(String source) {
        return others.contains(source)
                ? Optional.empty()
                : parameters.stream()
                        .filter(name -> source.equals(name) || source.startsWith(name + "_"))
                        .max(Comparator.comparing(String::length));
    }

    private Set<String> parametersOf(String initializer) {
        Set<String> from = new TreeSet<>();
        sources.getOrDefault(initializer, Set.of())
                .forEach(source -> parameter(source).ifPresent(from::add));
        return from;
    }

    /**
     * The parameters that an exporter computed an initializer from ahead of time. They are then no longer in the file,
     * and the result is trained instead.
     *
     * @return several names, or none; a single source was most often only transposed
     */
    Set<String> joined(String initializer) {
        Set<String> from = parametersOf(initializer);
        return from.size() > 1 ? from : Set.of();
    }

    /**
     * The parameter that an exporter computed an initializer from by a function, such as the exponential of a weight that
     * is to stay positive.
     *
     * @return its name; empty if there is none or several, or if the result is not named after a function
     */
    Optional<String> original(String initializer) {
        Set<String> from = parametersOf(initializer);
        return from.size() == 1 && OF_FUNCTION.matcher(initializer).matches()
                ? Optional.of(from.iterator().next())
                : Optional.empty();
    }

    /** A declaration of an initializer that makes the reader treat it as a buffer again. */
    static ValueInfoProto buffer(ValueInfo value) {
        return ValueInfoCodec.write(value).toBuilder()
                .addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(KIND).setValue(BUFFER))
                .build();
    }
}
