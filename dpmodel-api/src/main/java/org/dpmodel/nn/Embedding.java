package org.dpmodel.nn;

import java.util.Objects;
import java.util.OptionalInt;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Looks up rows of a trained table by ids, from {@code [batch, ...]} integers to {@code [batch, ..., embeddingSize]},
 * with the table {@code embedding_table}, {@code [vocabSize, embeddingSize]}. It reads an input of ids: {@link
 * Network#ofIds}, or {@link NetworkBuilder#ids}. Ids outside {@code [0, vocabSize)} are refused when data is read
 * (negative ones down to {@code -vocabSize} count from the end).
 *
 * <p>Defaults are MindSpore's: a {@link Normal} table with standard deviation 0.01. If an example contains an id twice,
 * both gradients are added before the norm is taken.
 *
 * @param vocabSize number of rows of the table
 * @param embeddingSize number of elements in a row
 * @param tableInit initial values of the table
 * @param paddingId id whose row starts at zero; like MindSpore's {@code padding_idx} it is trained like any other, if it
 *     occurs
 */
public record Embedding(int vocabSize, int embeddingSize, Initializer tableInit, OptionalInt paddingId)
        implements Cell {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Embedding {
        Require.atLeast("vocabSize", vocabSize, 1, "pass the number of ids");
        Require.atLeast("embeddingSize", embeddingSize, 1, "pass the number of values per id");
        Objects.requireNonNull(tableInit, "tableInit");
        if (paddingId.isPresent() && (paddingId.getAsInt() < 0 || paddingId.getAsInt() >= vocabSize)) {
            throw Require.broken(
                    "paddingId", "must be in [0, " + vocabSize + ")", paddingId.getAsInt(), "pass the id of padding");
        }
    }

    /**
     * An embedding with the defaults.
     *
     * @param vocabSize number of rows of the table
     * @param embeddingSize number of elements in a row
     */
    public Embedding(int vocabSize, int embeddingSize) {
        this(vocabSize, embeddingSize, new Normal(0.01), OptionalInt.empty());
    }

    /**
     * This embedding with different initial values of its table.
     *
     * @param initializer the start
     * @return the changed cell
     */
    public Embedding withTableInit(Initializer initializer) {
        return new Embedding(vocabSize, embeddingSize, initializer, paddingId);
    }

    /**
     * This embedding with a row that starts at zero.
     *
     * @param id the id of padding
     * @return the changed cell
     */
    public Embedding withPaddingId(int id) {
        return new Embedding(vocabSize, embeddingSize, tableInit, OptionalInt.of(id));
    }

    @Override
    public String kind() {
        return "embedding";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        if (x.type().dataType() == DataType.FLOAT) {
            throw new GraphException("an Embedding reads whole numbers, found " + x.type()
                    + ": create the network with Network.ofIds, or its input with NetworkBuilder.ids");
        }
        Initializer start = paddingId.isEmpty() ? tableInit : new ZeroRow(tableInit, paddingId.getAsInt());
        Value table = builder.parameter("embedding_table", start, vocabSize, embeddingSize);
        return builder.call("Gather", Attributes.none().with("axis", 0), table, x);
    }
}
