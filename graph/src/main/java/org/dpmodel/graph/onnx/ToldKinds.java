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
 * Which initializers are not parameters, if a file says so. PyTorch's exporter by {@code torch.export} keeps the kind
 * of each tensor of the module beside the initializer of its name, all of them once more in the graph's metadata, and,
 * beside what it computed ahead of time, the names that went in. Initializers without such information are not treated
 * as buffers.
 */
final class ToldKinds {
    private static final String KIND = "pkg.torch.export.graph_signature.InputSpec.kind";
    private static final String FOLDED_FROM = "pkg.onnxscript.optimizer.folded_from";
    private static final String SIGNATURE = "pkg.torch.export.ExportedProgram.graph_signature";
    private static final String BUFFER = "BUFFER";
    private static final Set<String> NOT_TRAINED = Set.of(BUFFER, "CONSTANT_TENSOR");

    private static final Pattern PARAMETER = Pattern.compile("PARAMETER target='([^']*)'");
    private static final Pattern NO_PARAMETER = Pattern.compile("(?:BUFFER|CONSTANT_TENSOR) target='([^']*)'");
    private static final Pattern NAME = Pattern.compile("'([^']*)'");

    private final Map<String, String> kinds = new HashMap<>();
    private final Map<String, Set<String>> sources = new HashMap<>();
    private final Set<String> parameters = new HashSet<>();
    private final Set<String> others = new HashSet<>();

    ToldKinds(GraphProto graph) {
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

    /** Whether the file tells that an initializer is none of the parameters, nor computed from any. */
    boolean isBuffer(String initializer) {
        String kind = kinds.get(initializer);
        if (kind != null) {
            return NOT_TRAINED.contains(kind);
        }
        Set<String> from = sources.get(initializer);
        return from != null
                && !parameters.isEmpty()
                && from.stream().allMatch(source -> parameter(source).isEmpty());
    }

    /** A parameter, or that which the exporter made a value of and named it after, as fc.weight_scaled where it folds a factor into it. */
    private Optional<String> parameter(String source) {
        return others.contains(source)
                ? Optional.empty()
                : parameters.stream()
                        .filter(name -> source.equals(name) || source.startsWith(name + "_"))
                        .max(Comparator.comparing(String::length));
    }

    /**
     * The parameters that an exporter has computed an initializer from ahead of time. There they are no longer in the file, and what is
     * trained is the result.
     *
     * @return several names, or none; a single one was most often only transposed
     */
    Set<String> joined(String initializer) {
        Set<String> from = new TreeSet<>();
        sources.getOrDefault(initializer, Set.of())
                .forEach(source -> parameter(source).ifPresent(from::add));
        return from.size() > 1 ? from : Set.of();
    }

    /** A declaration of an initializer by which it is read as a buffer again. */
    static ValueInfoProto buffer(ValueInfo value) {
        return ValueInfoCodec.write(value).toBuilder()
                .addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(KIND).setValue(BUFFER))
                .build();
    }
}
