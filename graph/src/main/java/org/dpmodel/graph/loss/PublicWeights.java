package org.dpmodel.graph.loss;

/** Weights of classes or outputs, given by the user, which must not be computed from private data. */
final class PublicWeights {
    private PublicWeights() {}

    /**
     * The weights as a constant of the graph.
     *
     * @param what what each of them belongs to, for errors
     * @param example valid weights, for errors
     * @param weights finite and at least 0
     * @throws IllegalArgumentException if a weight is NaN or out of range
     */
    static float[] rounded(String what, String example, double... weights) {
        float[] rounded = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0 && weights[i] <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException("the weight of " + what + " " + i
                        + " must be finite and at least 0, found " + weights[i] + ": pass public numbers, for example "
                        + example);
            }
            rounded[i] = (float) weights[i];
        }
        return rounded;
    }
}
