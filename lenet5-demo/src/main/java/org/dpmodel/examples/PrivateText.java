package org.dpmodel.examples;

import ai.djl.huggingface.tokenizers.*;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.dpmodel.*;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.*;
import org.dpmodel.nn.*;
import org.dpmodel.optimizer.Optimizers;

/** Texts of different lengths become ids of a fixed length with a mask, by a tokenizer whose vocabulary is public. */
final class PrivateText {
    private static final int LENGTH = 12;
    private static final int WORDS = 9;
    private static final List<String> JUDGEMENTS = List.of("kind", "rude", "quick", "late");
    private static final String TOKENIZER = """
            {"normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
             "model": {"type": "WordLevel", "unk_token": "[UNK]", "vocab": {"[PAD]": 0, "[UNK]": 1,
               "the": 2, "nurse": 3, "was": 4, "kind": 5, "rude": 6, "quick": 7, "late": 8}}}""";

    /** The mean of the embeddings of real tokens: the mask is 0 on padding. */
    private static Network network() {
        return Network.of("text", builder -> {
            Value rows = builder.add(new Embedding(WORDS, 8), builder.ids("ids", LENGTH));
            Value mask = builder.numbers("mask", LENGTH, 1);
            Value axis = builder.constant(org.dpmodel.graph.Constant.ints(1));
            Attributes flat = Attributes.none().with("keepdims", 0);
            Value sum = builder.call("ReduceSum", flat, builder.call("Mul", Attributes.none(), rows, mask), axis);
            Value count = builder.call("ReduceSum", flat, mask, axis);
            return builder.add(new Dense(8, 2), builder.call("Div", Attributes.none(), sum, count));
        });
    }

    /** Made-up reviews: class 1 was kind or quick, class 0 rude or late. */
    private static Dataset reviews(HuggingFaceTokenizer tokenizer, Network network, int count, long seed) {
        Random random = new Random(seed);
        long[][] ids = new long[count][];
        float[][] masks = new float[count][LENGTH];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(2);
            String word = JUDGEMENTS.get(2 * random.nextInt(2) + 1 - labels[i]);
            Encoding encoding = tokenizer.encode("The nurse " + "really ".repeat(random.nextInt(9)) + "was " + word);
            ids[i] = encoding.getIds();
            for (int j = 0; j < LENGTH; j++) {
                masks[i][j] = encoding.getAttentionMask()[j];
            }
        }
        return network.examples("reviews")
                .input("ids", ids)
                .input("mask", masks)
                .classes(labels, 2);
    }

    public static void main(String[] args) throws IOException {
        Network network = network();
        Path file = Files.writeString(Path.of(args[0]), TOKENIZER);
        HuggingFaceTokenizer.Builder texts = HuggingFaceTokenizer.builder().optTokenizerPath(file);
        texts.optPadToMaxLength().optTruncation(true).optMaxLength(LENGTH);
        try (HuggingFaceTokenizer tokenizer = texts.build();
                DPModel model = DPModel.builder(network, Losses.softmaxCrossEntropy())
                        .optimizer(Optimizers.momentum(1, 0.9))
                        .clipping(ClipMechanisms.fixed(1))
                        .targetEpsilon(3, 1e-5)
                        .epochs(10)
                        .datasetSize(4000)
                        .build()) {
            model.train(reviews(tokenizer, network, 4000, 1), List.of());
            System.out.println(model.eval(reviews(tokenizer, network, 1000, 2)));
            System.out.println(model.privacyStatement().toText());
        }
    }
}
