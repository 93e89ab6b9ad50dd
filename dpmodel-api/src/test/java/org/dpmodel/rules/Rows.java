package org.dpmodel.rules;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.dpmodel.data.Dataset;

/** A dataset that checks nothing, so that it can hold what a careless implementation would. */
final class Rows implements Dataset {
    private final String name;
    private final float[][] features;
    private final float[][] targets;

    Rows(String name, float[][] features, float[][] targets) {
        this.name = name;
        this.features = features;
        this.targets = targets;
    }

    /** Equal examples. */
    static Rows repeated(int size, float[] features, float[] target) {
        float[][] allFeatures = new float[size][];
        float[][] allTargets = new float[size][];
        Arrays.fill(allFeatures, features);
        Arrays.fill(allTargets, target);
        return new Rows("rows", allFeatures, allTargets);
    }

    /** The same examples but for one. */
    Rows with(int index, float[] otherFeatures, float[] otherTarget) {
        float[][] newFeatures = features.clone();
        float[][] newTargets = targets.clone();
        newFeatures[index] = otherFeatures;
        newTargets[index] = otherTarget;
        return new Rows(name, newFeatures, newTargets);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return features.length;
    }

    @Override
    public long[] featureShape() {
        return new long[] {features[0].length};
    }

    @Override
    public long[] targetShape() {
        return new long[] {targets[0].length};
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        destination.put(features[index]);
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        destination.put(targets[index]);
    }
}
