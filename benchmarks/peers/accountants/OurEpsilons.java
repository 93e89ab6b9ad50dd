import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.pld.PldAccountant;

/** An epsilon by this library's accountant, PLD: java -cp CLASSPATH OurEpsilons.java CASE; what is asked is in cases.py. */
public class OurEpsilons {
    private static final double DELTA = 1e-5;

    public static void main(String[] args) {
        String name = args[0];
        DpEvent gaussian = new DpEvent.Gaussian(1.0);
        String number = name.substring(name.lastIndexOf('-') + 1);
        DpEvent event = name.equals("poisson")
                ? gaussian.poissonSampled(256 / 60000.0).times(2340)
                : name.startsWith("balls-in-bins")
                        ? new DpEvent.BallsInBinsEpoch(234, gaussian).times(Integer.parseInt(number))
                        : new DpEvent.TruncatedPoissonSampled(
                                        256 / 60000.0, Integer.parseInt(number), 60000, gaussian)
                                .times(2340);
        long began = System.nanoTime();
        PldAccountant accountant = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(event);
        double epsilon = accountant.epsilon(DELTA);
        double wall = (System.nanoTime() - began) / 1e9;
        double processor = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
        // The processor's time is that of the whole process, with its start and the compilation of this file.
        System.out.printf(
                Locale.ROOT,
                "{\"library\": \"DPModel %s\", \"python\": \"none, Java %s\", \"case\": \"%s\", \"epsilon\": %s, \"wallSeconds\": %.3f,"
                        + " \"processorSeconds\": %.3f, \"lower\": %s}%n",
                PrivacyStatement.of(accountant, DELTA, name, "Gaussian", 2340).libraryVersion(),
                System.getProperty("java.specification.version"),
                name,
                epsilon,
                wall,
                processor,
                accountant.epsilonInterval(DELTA).lower());
    }
}
