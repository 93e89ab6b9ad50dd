package org.dpmodel.models;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.nn.Cell;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Embedding;
import org.dpmodel.nn.MeanOverTime;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.PositionEmbedding;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.TransformerEncoderCell;

/** A classifier of texts of a fixed length by an encoder (Vaswani et al. 2017, arXiv:1706.03762). Reads ids of tokens. */
public final class TextEncoder {
    private TextEncoder() {}

    /**
     * Embeddings of tokens and positions, encoder layers, and a dense layer on the mean over the positions.
     *
     * @param vocabulary number of tokens
     * @param length number of tokens of a text
     * @param width number of features at each position
     * @param heads number of attention heads; divides the width
     * @param layers encoder layers
     * @param classes number of classes
     * @return the network
     */
    public static Network network(int vocabulary, int length, int width, int heads, int layers, int classes) {
        List<Cell> cells = new ArrayList<>();
        cells.add(new Embedding(vocabulary, width));
        cells.add(new PositionEmbedding());
        for (int layer = 0; layer < layers; layer++) {
            cells.add(new TransformerEncoderCell(width, heads).withDimFeedforward(4 * width));
        }
        cells.add(new MeanOverTime());
        cells.add(new Dense(width, classes));
        return Network.ofIds("text_encoder", new SequentialCell(cells.toArray(Cell[]::new)), length);
    }
}
