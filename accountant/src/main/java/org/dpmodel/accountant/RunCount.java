package org.dpmodel.accountant;

import java.util.Locale;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The number of candidate runs of which the best is released: a random number with a public distribution (Papernot and
 * Steinke 2022, arXiv 2110.03620). The number itself is as private as the data: anyone who sees it together with the
 * best run learns more than the guarantee allows.
 */
public sealed interface RunCount {
    /** Probabilities below this bound are never drawn: it is far below what a uniform double can represent. */
    double NEGLIGIBLE = 0x1p-60;

    /**
     * The expected number of runs.
     *
     * @return above 0
     */
    double mean();

    /**
     * Draws a number of runs, which must not depend on any data.
     *
     * @param random an unpredictable generator, such as {@link java.security.SecureRandom}
     * @return at least 0
     */
    long draw(RandomGenerator random);

    /**
     * The release of only the best of this many runs of an event, without the other runs or their number.
     *
     * @param run what a run of the most expensive candidate releases, including its score
     * @return the event
     */
    DpEvent bestOf(DpEvent run);

    /**
     * The distribution in command-line syntax.
     *
     * @return for example {@code geometric:0.05}
     */
    String text();

    /**
     * The truncated negative binomial distribution with parameters η and γ: for k = 1, 2, ...
     *
     * <pre>
     * P(k) = (1 - γ)^k / (γ^-η - 1) · Π_{l &lt; k} (l + η) / (l + 1);   η = 0:  (1 - γ)^k / (k ln(1 / γ))
     * E    = η (1 - γ) / (γ (1 - γ^η));                              η = 0:  (1 / γ - 1) / ln(1 / γ)
     * </pre>
     *
     * <p>η = 1 is the geometric distribution, η = 0 the logarithmic one. The smaller η is, the less additional runs cost,
     * but the more often there are only a few runs.
     *
     * @param shape η, above -1 and at most 100
     * @param gamma γ, in (0, 1)
     */
    record NegativeBinomial(double shape, double gamma) implements RunCount {
        private static final double LARGEST_SHAPE = 100;
        private static final double LARGEST_LOGARITHM = 700;

        /**
         * Checks the components.
         *
         * @param shape as for the record
         * @param gamma as for the record
         */
        public NegativeBinomial {
            if (!(shape > -1 && shape <= LARGEST_SHAPE)) {
                throw new IllegalArgumentException(
                        "shape must be above -1 and at most 100, found " + shape + ": 1 is geometric, 0 logarithmic");
            }
            if (!(gamma > 0 && gamma < 1)) {
                throw new IllegalArgumentException("gamma must be in (0, 1), found " + gamma
                        + ": with shape 1, pass 1 / the expected number of runs");
            }
            if (!(-shape * Math.log(gamma) < LARGEST_LOGARITHM)) {
                throw new IllegalArgumentException("gamma must be at least e^(-700 / shape), found " + gamma
                        + ": pass a larger gamma, or a smaller shape than " + shape);
            }
        }

        @Override
        public double mean() {
            double logarithm = Math.log(gamma);
            return (1 - gamma) / gamma * (shape == 0 ? -1 / logarithm : -shape / Math.expm1(shape * logarithm));
        }

        @Override
        public long draw(RandomGenerator random) {
            double logarithm = Math.log(gamma);
            double first = (1 - gamma) * (shape == 0 ? -1 / logarithm : shape / Math.expm1(-shape * logarithm));
            return drawn(random, 1, first, mean(), k -> (1 - gamma) * (k + shape) / (k + 1));
        }

        @Override
        public DpEvent bestOf(DpEvent run) {
            return new BestOfNegativeBinomialRuns(shape, gamma, run);
        }

        @Override
        public String text() {
            return shape == 1
                    ? "geometric:" + gamma
                    : shape == 0 ? "logarithmic:" + gamma : "negative-binomial:" + shape + ":" + gamma;
        }
    }

    /**
     * The Poisson distribution. It includes zero runs, and then the release must not depend on the data.
     *
     * @param mean expected number of runs, above 0 and at most 500
     */
    record Poisson(double mean) implements RunCount {
        private static final double LARGEST_MEAN = 500;

        /**
         * Checks the component.
         *
         * @param mean as for the record
         */
        public Poisson {
            if (!(mean > 0 && mean <= LARGEST_MEAN)) {
                throw new IllegalArgumentException(
                        "mean must be above 0 and at most 500, found " + mean + ": pass the expected number of runs");
            }
        }

        @Override
        public long draw(RandomGenerator random) {
            return drawn(random, 0, Math.exp(-mean), mean, k -> mean / (k + 1));
        }

        @Override
        public DpEvent bestOf(DpEvent run) {
            return new BestOfPoissonRuns(mean, run);
        }

        @Override
        public String text() {
            return "poisson:" + mean;
        }
    }

    /**
     * Reads a distribution.
     *
     * @param text {@code geometric:GAMMA}, {@code logarithmic:GAMMA}, {@code negative-binomial:SHAPE:GAMMA} or
     *     {@code poisson:MEAN}
     * @return the distribution
     * @throws IllegalArgumentException if it is none of these
     */
    static RunCount parse(String text) {
        String[] parts =
                Objects.requireNonNull(text, "text").toLowerCase(Locale.ROOT).split(":", -1);
        double[] numbers = new double[parts.length - 1];
        for (int i = 0; i < numbers.length; i++) {
            try {
                numbers[i] = Double.parseDouble(parts[i + 1]);
            } catch (NumberFormatException e) {
                throw unknown(text);
            }
        }
        return switch (parts[0] + numbers.length) {
            case "geometric1" -> new NegativeBinomial(1, numbers[0]);
            case "logarithmic1" -> new NegativeBinomial(0, numbers[0]);
            case "negative-binomial2" -> new NegativeBinomial(numbers[0], numbers[1]);
            case "poisson1" -> new Poisson(numbers[0]);
            default -> throw unknown(text);
        };
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("the number of runs must be geometric:GAMMA, logarithmic:GAMMA,"
                + " negative-binomial:SHAPE:GAMMA or poisson:MEAN, found " + text
                + ": geometric:0.1 makes 10 runs on average");
    }

    /** The quotient of two neighbouring probabilities. */
    @FunctionalInterface
    interface Quotient {
        /**
         * P(k + 1) / P(k).
         *
         * @param k a number of runs
         * @return the quotient
         */
        double after(long k);
    }

    private static long drawn(RandomGenerator random, long least, double first, double mean, Quotient quotient) {
        double left = random.nextDouble();
        double probability = first;
        long k = least;
        while (left >= probability && (k < mean || probability > NEGLIGIBLE / mean)) {
            left -= probability;
            probability *= quotient.after(k);
            k++;
        }
        return k;
    }
}
