package org.dpmodel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.validation.Sha256;

/** The weights and constants of a network that a training leaves as they are, and that its saved state does not have. */
final class FrozenWeights {
    private static final int BYTES = 16;

    private FrozenWeights() {}

    /** 32 hexadecimal digits that identify them, also if there are none: none were added later, then. */
    static String digest(NetworkGraph network) {
        Map<String, Constant> frozen = new TreeMap<>(network.graph().initializers());
        frozen.keySet().removeAll(network.parameters());
        MessageDigest digest = Sha256.digest();
        frozen.forEach((name, value) -> {
            digest.update((name + '\0' + value.type() + '\0').getBytes(StandardCharsets.UTF_8));
            digest.update(value.bytes());
        });
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }
}
