package org.dpmodel.tabular;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.dpmodel.validation.Sha256;

/**
 * Names of rows that depend on their content, not on their position. Equal rows are numbered: whichever of them is
 * removed, the remaining ones have the names of all but the last, and other rows keep theirs. Must be requested in the
 * order of the rows.
 */
final class RowContents {
    private final float[][] features;
    private final float[] targets;
    private final Map<String, Integer> seen = new HashMap<>();

    RowContents(float[][] features, float[] targets) {
        this.features = features;
        this.targets = targets;
    }

    /** The name of a row. */
    String next(int row) {
        ByteBuffer content = ByteBuffer.allocate(Float.BYTES * (features[row].length + 1));
        for (float number : features[row]) {
            content.putFloat(number);
        }
        if (targets.length > 0) {
            content.putFloat(targets[row]);
        }
        String digest = HexFormat.of().formatHex(Sha256.digest().digest(content.array()));
        return "row " + digest + " " + seen.merge(digest, 1, Integer::sum);
    }
}
