package org.dpmodel.engine.djl.array;

import ai.djl.ndarray.types.DataType;

/** Element types, as the Deep Java Library names them. */
public final class ArrayTypes {
    private ArrayTypes() {}

    /**
     * An element type.
     *
     * @param type ours
     * @return theirs
     */
    public static DataType of(org.dpmodel.graph.DataType type) {
        return switch (type) {
            case FLOAT -> DataType.FLOAT32;
            case DOUBLE -> DataType.FLOAT64;
            case INT32 -> DataType.INT32;
            case INT64 -> DataType.INT64;
            case BOOL -> DataType.BOOLEAN;
        };
    }
}
