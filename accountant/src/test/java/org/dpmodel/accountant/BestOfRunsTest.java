package org.dpmodel.accountant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.dpmodel.accountant.calibration.BestOfRunsAccountant;
import org.dpmodel.accountant.calibration.GroupAccountant;
import org.dpmodel.accountant.form.ReducedForm;
import org.dpmodel.accountant.gdp.GdpAccountant;
import org.dpmodel.accountant.internal.Normal;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.accountant.rdp.RdpOrders;
import org.dpmodel.accountant.zcdp.ZcdpAccountant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the release of the best of several runs costs. */
class BestOfRunsTest {
    private static final double DELTA = 1e-5;
    private static final DpEvent MNIST =
            new DpEvent.Gaussian(1.0).poissonSampled(256 / 60000.0).times(2340);

    private static double epsilon(PrivacyAccountant accountant, DpEvent event) {
        accountant.compose(event);
        return accountant.epsilon(DELTA);
    }

    private static double rdp(DpEvent event) {
        return epsilon(new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE), event);
    }

    private static DpEvent run(double samplingProbability, double noiseMultiplier, long steps) {
        return new DpEvent.Gaussian(noiseMultiplier)
                .poissonSampled(samplingProbability)
                .times(steps);
    }

    /** dp_accounting 0.6.0's RepeatAndSelectDpEvent of the same mean and shape, over the same orders. */
    @ParameterizedTest
    @CsvSource({
        "0.004266666666666667, 1.0, 2340, geometric:0.05, 2.9874672334362704",
        "0.004266666666666667, 1.0, 2340, logarithmic:0.01, 2.5262500855393206",
        "0.004266666666666667, 1.0, 2340, negative-binomial:0.5:0.1, 2.404848541649946",
        "0.004266666666666667, 1.0, 2340, geometric:0.5, 1.9998967943818822",
        "1, 10, 1, geometric:0.05, 0.9248448930131913",
        "1, 10, 1, logarithmic:0.01, 0.7452759478218202",
        "0.01, 1.5, 1000, geometric:0.05, 2.324545201178859",
        "0.01, 1.5, 1000, logarithmic:0.01, 1.9115007940477367",
        "0.01, 1.5, 1000, negative-binomial:0.5:0.1, 1.8634167412026317"
    })
    void agreesWithDpAccounting(double probability, double noise, long steps, String count, double expected) {
        DpEvent best = RunCount.parse(count).bestOf(run(probability, noise, steps));
        assertEquals(expected, rdp(best), 1e-6);
    }

    /**
     * dp_accounting 0.6.0 over the same orders. It leaves out what is released where no run was drawn, which makes ours larger, and
     * does not use that divergences grow with the order, which makes ours smaller; with 10 runs on average, both hardly.
     */
    @ParameterizedTest
    @CsvSource({
        "0.004266666666666667, 1.0, 2340, 2.7506872591088065",
        "1, 10, 1, 0.8977642313074108",
        "0.01, 1.5, 1000, 2.2805811478997606"
    })
    void poissonNumbersCostAboutWhatDpAccountingSays(double probability, double noise, long steps, double theirs) {
        double ours = rdp(RunCount.parse("poisson:10").bestOf(run(probability, noise, steps)));
        assertEquals(theirs, ours, 1e-6);
    }

    /** The formulae of the class, evaluated by mpmath with 40 digits for one Gaussian event of noise multiplier 10. */
    @ParameterizedTest
    @CsvSource({
        "geometric:0.05, 0.924844893013191",
        "logarithmic:0.01, 0.745275947810238",
        "negative-binomial:0.5:0.1, 0.734962752934193",
        "negative-binomial:-0.5:0.01, 0.565646665261701",
        "poisson:10, 0.897764231307411",
        "poisson:1.5, 0.455989838146556"
    })
    void agreesWithTheFormulaeToManyDigits(String count, double expected) {
        assertEquals(expected, rdp(RunCount.parse(count).bestOf(new DpEvent.Gaussian(10))), 1e-11);
    }

    /**
     * The best by its value of K draws from N(m, s²) has density f'(Q(y)) q(y), f the generating function of K. Its divergence,
     * by the trapezoidal rule, must not exceed what is charged, in neither direction.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {"geometric:0.05", "logarithmic:0.01", "negative-binomial:2:0.2", "poisson:5", "poisson:0.3"})
    @Tag("slow")
    void isAboveTheDivergenceOfTheLargestOfGaussianDraws(String text) {
        RunCount count = RunCount.parse(text);
        for (double noise : new double[] {0.7, 2, 10}) {
            for (double order : new double[] {1.5, 2, 5}) {
                RdpAccountant accountant = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
                accountant.compose(count.bestOf(new DpEvent.Gaussian(noise)));
                double charged = at(order, accountant);
                double up = divergence(count, order, 1 / noise);
                double down = divergence(count, order, -1 / noise);
                assertTrue(charged >= up && charged >= down, charged + " must be at least " + up + " and " + down);
                assertTrue(up > 0 && down > 0);
            }
        }
    }

    private static double at(double order, RdpAccountant accountant) {
        RdpOrders orders = accountant.orders();
        for (int i = 0; i < orders.size(); i++) {
            if (Math.abs(orders.get(i) - order) < 1e-9) {
                return accountant.divergences()[i];
            }
        }
        throw new AssertionError("no order " + order);
    }

    private static double divergence(RunCount count, double order, double shift) {
        double sum = count instanceof RunCount.Poisson ? Math.exp(-count.mean()) : 0;
        double step = 1e-3;
        for (double y = -30; y <= 30; y += step) {
            double first = logDensity(count, y - shift);
            double second = logDensity(count, y);
            sum += step * Math.exp(order * first + (1 - order) * second);
        }
        return Math.log(sum) / (order - 1);
    }

    private static double logDensity(RunCount count, double y) {
        double above = Normal.upperTail(y);
        double gauss = -y * y / 2 - Math.log(2 * Math.PI) / 2;
        if (count instanceof RunCount.NegativeBinomial runs) {
            double gamma = runs.gamma();
            double eta = runs.shape();
            return gauss
                    + Math.log(count.mean())
                    + (eta + 1) * (Math.log(gamma) - Math.log(gamma + (1 - gamma) * above));
        }
        return gauss + Math.log(count.mean()) - count.mean() * above;
    }

    @ParameterizedTest
    @ValueSource(strings = {"geometric:0.1", "logarithmic:0.05", "poisson:4", "poisson:0.2"})
    void costsMoreForMoreStepsAndLessForMoreNoise(String text) {
        RunCount count = RunCount.parse(text);
        double least = rdp(count.bestOf(run(0.01, 1.2, 100)));
        double longer = rdp(count.bestOf(run(0.01, 1.2, 200)));
        double noisier = rdp(count.bestOf(run(0.01, 1.5, 100)));
        assertTrue(noisier < least && least < longer, noisier + " < " + least + " < " + longer);
    }

    @Test
    void costsMoreForMoreRunsAndMoreThanOneRun() {
        double single = rdp(MNIST);
        double before = single;
        for (String count : List.of("geometric:0.5", "geometric:0.2", "geometric:0.1", "geometric:0.01")) {
            double epsilon = rdp(RunCount.parse(count).bestOf(MNIST));
            assertTrue(epsilon > before, count + ": " + epsilon + " > " + before);
            before = epsilon;
        }
        before = single;
        for (String count : List.of("poisson:2", "poisson:10", "poisson:100")) {
            double epsilon = rdp(RunCount.parse(count).bestOf(MNIST));
            assertTrue(epsilon > before, count + ": " + epsilon + " > " + before);
            before = epsilon;
        }
    }

    /** Ten runs of which all are shown cost more than the best of ten on average. */
    @Test
    void isCheaperThanToShowAllRuns() {
        assertTrue(rdp(RunCount.parse("geometric:0.1").bestOf(MNIST)) < rdp(MNIST.times(10)));
    }

    @Test
    void pldAnswersByRdpAndSaysSo() {
        DpEvent best = RunCount.parse("geometric:0.1").bestOf(MNIST);
        PldAccountant pld = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        pld.compose(MNIST);
        pld.compose(best);
        RdpAccountant rdp = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        rdp.compose(MNIST);
        rdp.compose(best);
        assertEquals(rdp.epsilon(DELTA), pld.epsilon(DELTA), 0);
        assertTrue(pld.guarantee(DELTA).notes().get(0).contains("best of several runs"));
        assertEquals(0, pld.lowerEpsilon(DELTA), 0);
    }

    @Test
    void otherAccountantsRefuse() {
        DpEvent best = RunCount.parse("geometric:0.1").bestOf(new DpEvent.Gaussian(1));
        assertFalse(new ZcdpAccountant(Adjacency.ADD_OR_REMOVE_ONE).supports(best));
        assertFalse(new GdpAccountant(Adjacency.ADD_OR_REMOVE_ONE).supports(best));
        assertFalse(new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE).supports(best.poissonSampled(0.1)));
    }

    /** A form of an event from elsewhere. */
    record Unknown() implements ReducedForm.Step {}

    /** An event from elsewhere, which no accountant charges. */
    record Elsewhere() implements DpEvent {
        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            return ReducedEvent.of(new Unknown());
        }
    }

    @Test
    void refusesRunsThatItCannotCharge() {
        DpEvent best = RunCount.parse("poisson:3").bestOf(new Elsewhere());
        assertFalse(new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE).supports(best));
        assertFalse(new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE).supports(best));
    }

    @Test
    void nothingStaysNothingAndNoPrivacyStaysNone() {
        RunCount count = RunCount.parse("geometric:0.1");
        assertEquals(0, rdp(count.bestOf(DpEvent.nothing())), 0);
        assertEquals(Double.POSITIVE_INFINITY, rdp(count.bestOf(new DpEvent.NonPrivate())), 0);
        assertEquals(Double.POSITIVE_INFINITY, rdp(count.bestOf(new DpEvent.Gaussian(0))), 0);
    }

    /** The best of runs each of which is the best of several is charged from the inside out. */
    @Test
    void aChoiceOfChoicesCostsMore() {
        RunCount count = RunCount.parse("geometric:0.5");
        DpEvent once = count.bestOf(MNIST);
        assertTrue(rdp(count.bestOf(once)) > rdp(once));
    }

    @Test
    void cutSamplesOfAllRunsAreAddedToDelta() {
        DpEvent cut = new DpEvent.TruncatedPoissonSampled(0.01, 160, 10_000, new DpEvent.Gaussian(1)).times(100);
        RunCount count = RunCount.parse("geometric:0.1");
        double one = ReducedEvent.of(cut, Adjacency.ADD_OR_REMOVE_ONE, "test").truncation();
        double all = ReducedEvent.of(count.bestOf(cut), Adjacency.ADD_OR_REMOVE_ONE, "test")
                .truncation();
        assertEquals(10 * one, all, 1e-12 * all);
        assertTrue(one > 0 && rdp(count.bestOf(cut)) > rdp(count.bestOf(run(0.01, 1, 100))));
        PrivacyAccountant group = new GroupAccountant(new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE), 2);
        assertFalse(group.supports(count.bestOf(cut)));
        assertTrue(group.supports(count.bestOf(MNIST)));
    }

    @Test
    void anAccountantOfTheChoiceTakesTheEventsOfOneRun() {
        RunCount count = RunCount.parse("geometric:0.1");
        PrivacyAccountant empty = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        PrivacyAccountant choice = new BestOfRunsAccountant(empty, count);
        assertEquals(0, choice.epsilon(DELTA), 0);
        choice.compose(new DpEvent.Gaussian(1.0).poissonSampled(256 / 60000.0), 2000);
        PrivacyAccountant copy = choice.copy();
        choice.compose(new DpEvent.Gaussian(1.0).poissonSampled(256 / 60000.0), 340);
        assertEquals(rdp(count.bestOf(MNIST)), choice.epsilon(DELTA), 0);
        assertTrue(copy.epsilon(DELTA) < choice.epsilon(DELTA));
        assertEquals(DELTA, choice.delta(choice.epsilon(DELTA)), 1e-9);
        assertEquals("PLD, best of geometric:0.1 runs", choice.name());
        PrivacyAccountant scored = new BestOfRunsAccountant(empty, count, new DpEvent.Gaussian(5));
        scored.compose(MNIST);
        assertEquals(
                rdp(count.bestOf(new DpEvent.Composed(List.of(MNIST, new DpEvent.Gaussian(5))))),
                scored.epsilon(DELTA),
                1e-12);
        assertThrows(
                UnsupportedEventException.class,
                () -> new BestOfRunsAccountant(new ZcdpAccountant(Adjacency.ADD_OR_REMOVE_ONE), count).compose(MNIST));
    }

    /** With a mean of 40,000 draws within six standard errors: off by chance once in 5e8 times. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "geometric:0.2",
                "logarithmic:0.1",
                "negative-binomial:0.5:0.1",
                "negative-binomial:-0.5:0.1",
                "negative-binomial:3:0.4",
                "poisson:4"
            })
    void drawsNumbersOfTheStatedMean(String text) {
        RunCount count = RunCount.parse(text);
        RandomGenerator random = new SplittableRandom(7);
        int draws = 40_000;
        double sum = 0;
        double squares = 0;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < draws; i++) {
            long k = count.draw(random);
            least = Math.min(least, k);
            sum += k;
            squares += (double) k * k;
        }
        double mean = sum / draws;
        double error = Math.sqrt((squares / draws - mean * mean) / draws);
        assertEquals(count.mean(), mean, 6 * error);
        assertEquals(count instanceof RunCount.Poisson ? 0 : 1, least);
        assertEquals(count, RunCount.parse(count.text()));
    }

    /** A number of the largest uniform double ends, and is not far out. */
    @Test
    void drawingEndsAtTheLastUniformDouble() {
        RandomGenerator last = new RandomGenerator() {
            @Override
            public long nextLong() {
                return -1L;
            }
        };
        for (String text : List.of("geometric:0.5", "logarithmic:0.001", "negative-binomial:50:0.5", "poisson:100")) {
            RunCount count = RunCount.parse(text);
            long k = count.draw(last);
            assertTrue(k > count.mean() && k < 100_000, text + ": " + k);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "geometric",
                "geometric:0",
                "geometric:1",
                "geometric:x",
                "logarithmic:0.1:2",
                "negative-binomial:-1:0.1",
                "negative-binomial:100:0.0001",
                "negative-binomial:NaN:0.1",
                "poisson:0",
                "poisson:1000",
                "uniform:3"
            })
    void refusesOtherNumbers(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> RunCount.parse(text))
                .getMessage();
        assertTrue(message.contains("must be") && message.contains("found"), message);
    }
}
