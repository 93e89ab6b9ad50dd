package org.dpmodel.accountant.factorization;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimizes a smooth function by L-BFGS (Nocedal and Wright 2006, Numerical Optimization, algorithm 7.5), which Commons
 * Math does not have, with steps that are halved until they descend. Deterministic. Mutable, for one minimization.
 */
final class QuasiNewton {
    private static final int MEMORY = 20;
    private static final int MOST_ITERATIONS = 3000;
    private static final int MOST_HALVINGS = 60;
    private static final double SUFFICIENT = 1e-4;
    private static final double FLAT = 1e-12;
    /** If this many iterations together descend no further than this, the rest is rounding. */
    private static final double LEAST_DESCENT = 1e-11;

    private static final int PATIENCE = 10;

    /** A function that also computes its gradient; infinite or NaN outside its domain. */
    @FunctionalInterface
    interface Smooth {
        double at(double[] point, double[] gradient);
    }

    /** A step, and the change of the gradient. */
    private record Curvature(double[] step, double[] change, double product) {}

    private final Smooth function;
    private final Deque<Curvature> memory = new ArrayDeque<>();

    QuasiNewton(Smooth function) {
        this.function = function;
    }

    /** The lowest point reached from a start: where the gradient vanishes, or rounding prevents any descent. */
    double[] minimum(double[] start) {
        double[] point = start.clone();
        double[] gradient = new double[point.length];
        double value = function.at(point, gradient);
        double before = Double.POSITIVE_INFINITY;
        for (int iteration = 0; iteration < MOST_ITERATIONS && norm(gradient) > FLAT; iteration++) {
            if (iteration % PATIENCE == 0) {
                if (before - value < LEAST_DESCENT) {
                    return point;
                }
                before = value;
            }
            double[] direction = direction(gradient);
            double slope = dot(direction, gradient);
            double size = memory.isEmpty() ? Math.min(1, 0.1 / norm(gradient)) : 1;
            double[] next = new double[point.length];
            double[] nextGradient = new double[point.length];
            double nextValue = Double.NaN;
            boolean descended = false;
            for (int halving = 0; halving < MOST_HALVINGS && !descended; halving++) {
                for (int i = 0; i < next.length; i++) {
                    next[i] = point[i] + size * direction[i];
                }
                nextValue = function.at(next, nextGradient);
                descended = nextValue <= value + SUFFICIENT * size * slope;
                size /= 2;
            }
            if (!descended) {
                if (memory.isEmpty()) {
                    return point;
                }
                memory.clear();
                continue;
            }
            remember(point, next, gradient, nextGradient);
            point = next;
            gradient = nextGradient;
            value = nextValue;
        }
        return point;
    }

    private void remember(double[] point, double[] next, double[] gradient, double[] nextGradient) {
        double[] step = new double[point.length];
        double[] change = new double[point.length];
        for (int i = 0; i < step.length; i++) {
            step[i] = next[i] - point[i];
            change[i] = nextGradient[i] - gradient[i];
        }
        double product = dot(step, change);
        if (product > 0) {
            memory.addLast(new Curvature(step, change, product));
            if (memory.size() > MEMORY) {
                memory.removeFirst();
            }
        }
    }

    private double[] direction(double[] gradient) {
        double[] direction = gradient.clone();
        double[] shares = new double[memory.size()];
        int at = shares.length;
        for (Iterator<Curvature> newest = memory.descendingIterator(); newest.hasNext(); ) {
            Curvature curvature = newest.next();
            shares[--at] = dot(curvature.step(), direction) / curvature.product();
            add(direction, -shares[at], curvature.change());
        }
        if (!memory.isEmpty()) {
            Curvature last = memory.getLast();
            double scale = last.product() / dot(last.change(), last.change());
            for (int i = 0; i < direction.length; i++) {
                direction[i] *= scale;
            }
        }
        for (Curvature curvature : memory) {
            double share = dot(curvature.change(), direction) / curvature.product();
            add(direction, shares[at++] - share, curvature.step());
        }
        for (int i = 0; i < direction.length; i++) {
            direction[i] = -direction[i];
        }
        return direction;
    }

    private static void add(double[] to, double factor, double[] vector) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * vector[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(double[] vector) {
        return Math.sqrt(dot(vector, vector));
    }
}
