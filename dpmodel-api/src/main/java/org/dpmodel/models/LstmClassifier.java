package org.dpmodel.models;

import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Embedding;
import org.dpmodel.nn.LSTM;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.SequentialCell;

/** A classifier of texts of a fixed length by an LSTM (Hochreiter and Schmidhuber 1997). Reads ids of tokens. */
public final class LstmClassifier {
    private LstmClassifier() {}

    /**
     * An embedding, an LSTM, and a dense layer on its last state.
     *
     * @param vocabulary number of tokens
     * @param length number of tokens of a text
     * @param width size of an embedding
     * @param hidden size of the state
     * @param classes number of classes
     * @return the network
     */
    public static Network network(int vocabulary, int length, int width, int hidden, int classes) {
        return Network.ofIds(
                "lstm_classifier",
                new SequentialCell(
                        new Embedding(vocabulary, width),
                        new LSTM(width, hidden).withLastOnly(),
                        new Dense(hidden, classes)),
                length);
    }
}
