package org.dpmodel.accountant.pld;

/** The transform of a composition at the frequencies that matter, filled one by one. */
final class Frequencies {
    final int[] index;
    final double[] real;
    final double[] imaginary;
    /** The largest factor by which an error in one step's transform is multiplied. */
    final double[] bound;

    int count;

    Frequencies(int capacity) {
        index = new int[capacity];
        real = new double[capacity];
        imaginary = new double[capacity];
        bound = new double[capacity];
    }

    void add(int frequency, double radius, double angle, double errorFactor) {
        index[count] = frequency;
        real[count] = radius * Math.cos(angle);
        imaginary[count] = radius * Math.sin(angle);
        bound[count] = errorFactor;
        count++;
    }
}
