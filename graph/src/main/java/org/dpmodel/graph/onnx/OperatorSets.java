package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.List;
import java.util.OptionalInt;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;

/** Which operator sets a file imports. */
final class OperatorSets {
    /** The lowest operator set of the default domain whose operators are upgraded. */
    static final int LOWEST_READ = 7;

    private OperatorSets() {}

    static boolean isDefault(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    /** The version of the default domain; some tools import it twice, which is fine if the versions are equal. */
    static OptionalInt ofDefaultDomain(List<OperatorSetIdProto> imports, String what) {
        OptionalInt version = OptionalInt.empty();
        for (OperatorSetIdProto imported : imports) {
            if (isDefault(imported.getDomain())) {
                if (version.isPresent() && version.getAsInt() != imported.getVersion()) {
                    throw new GraphException(what + " imports two versions of the default operator set, "
                            + version.getAsInt() + " and " + imported.getVersion() + ": export it with one");
                }
                version = OptionalInt.of(checked(imported.getVersion(), what));
            }
        }
        return version;
    }

    private static int checked(long version, String what) {
        if (version < LOWEST_READ || version > OnnxModel.MAX_OPSET) {
            throw new GraphException("opset must be in [" + LOWEST_READ + ", " + OnnxModel.MAX_OPSET + "], found "
                    + version + " in " + what + ": export the network with an opset in this range, or convert the file"
                    + " (onnx.version_converter.convert_version(model, 17))");
        }
        return (int) version;
    }
}
