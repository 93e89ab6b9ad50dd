package org.dpmodel.spark.ml;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.linalg.Vectors;

/** What is written from a network's outputs, one value per column. */
enum PredictionHead implements Serializable {
    /** The class of the largest output, and before it the outputs and their softmax. */
    CLASSES {
        @Override
        List<Object> values(float... outputs) {
            double[] raw = new double[outputs.length];
            double[] probabilities = new double[outputs.length];
            int best = 0;
            for (int i = 0; i < outputs.length; i++) {
                raw[i] = outputs[i];
                best = outputs[i] > outputs[best] ? i : best;
            }
            double sum = 0;
            for (int i = 0; i < outputs.length; i++) {
                probabilities[i] = Math.exp(raw[i] - raw[best]);
                sum += probabilities[i];
            }
            for (int i = 0; i < outputs.length; i++) {
                probabilities[i] /= sum;
            }
            return List.of(Vectors.dense(raw), Vectors.dense(probabilities), (double) best);
        }
    },
    /** The output. */
    NUMBER {
        @Override
        List<Object> values(float... outputs) {
            return List.of((double) outputs[0]);
        }
    };

    abstract List<Object> values(float... outputs);
}
