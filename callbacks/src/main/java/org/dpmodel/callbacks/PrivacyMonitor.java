package org.dpmodel.callbacks;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.function.Function;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.accountant.zcdp.ZcdpAccountant;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.ModelInTraining;
import org.dpmodel.callback.RunContext;
import org.dpmodel.validation.Require;

/**
 * Prints what the training has spent so far, as MindArmour's monitors do, at the end of each epoch or after every given
 * number of steps:
 *
 * <pre>epoch: 1 step: 234, delta is 1e-05, eps is 0.75</pre>
 *
 * <p>If the weights were trained before, the line ends by saying that epsilon is of this training alone; the model's
 * statement adds up all of them. If results may end the training, the line says that the statement has all planned steps.
 *
 * <p>It has its own accountant, which starts from the model's ledger and adds each step's charge, so that printing is
 * cheap even after every step. Epsilon is rounded up to four decimals; {@code inf} means that nothing is protected. The
 * numbers do not depend on the data and may be shown to anyone.
 *
 * <p>An instance belongs to one run at a time, and to its thread.
 */
public final class PrivacyMonitor implements Callback {
    private static final int EPOCH_ENDS = 0;
    private static final int DECIMALS = 4;
    private static final String OF_THIS_TRAINING = " of this training alone, without earlier ones of the weights";
    private static final String OF_STEPS_SO_FAR =
            " of the steps so far, but results may end them: the statement has all planned steps";

    private final Function<ModelInTraining, PrivacyAccountant> beginning;
    private final double delta;
    private final int perPrintTimes;
    private final PrintStream out;
    private PrivacyAccountant accountant;
    private String scope;
    private long lastPrinted;

    private PrivacyMonitor(
            Function<ModelInTraining, PrivacyAccountant> beginning, double delta, int perPrintTimes, PrintStream out) {
        this.beginning = beginning;
        this.delta = Require.openFraction("delta", delta, "a usual value is 1e-5");
        this.perPrintTimes = perPrintTimes;
        this.out = Objects.requireNonNull(out, "out");
    }

    /**
     * A monitor with the kind of accountant that the model's own statement uses.
     *
     * @param delta the delta at which epsilon is computed, in (0, 1)
     * @return a monitor that prints to standard output at the end of each epoch
     */
    public static PrivacyMonitor of(double delta) {
        return new PrivacyMonitor(ModelInTraining::accountant, delta, EPOCH_ENDS, System.out);
    }

    /**
     * A monitor with the PLD accountant, whose epsilon is the tightest.
     *
     * @param delta the delta at which epsilon is computed, in (0, 1)
     * @return a monitor that prints to standard output at the end of each epoch
     */
    public static PrivacyMonitor pld(double delta) {
        return of(PldAccountant::new, delta);
    }

    /**
     * A monitor with the zCDP accountant. It does not support amplification by sampling, so its epsilon is far too large
     * under Poisson sampling.
     *
     * @param delta the delta at which epsilon is computed, in (0, 1)
     * @return a monitor that prints to standard output at the end of each epoch
     */
    public static PrivacyMonitor zcdp(double delta) {
        return of(ZcdpAccountant::new, delta);
    }

    /**
     * A monitor with the RDP accountant: fast and safe, with a slightly too large epsilon.
     *
     * @param delta the delta at which epsilon is computed, in (0, 1)
     * @return a monitor that prints to standard output at the end of each epoch
     */
    public static PrivacyMonitor rdp(double delta) {
        return of(RdpAccountant::new, delta);
    }

    /**
     * Watches with any accountant.
     *
     * @param accountant creates an accountant for an adjacency
     * @param delta the delta at which epsilon is computed, in (0, 1)
     * @return a monitor that prints to standard output at the end of each epoch
     */
    public static PrivacyMonitor of(Function<Adjacency, PrivacyAccountant> accountant, double delta) {
        Objects.requireNonNull(accountant, "accountant");
        return new PrivacyMonitor(model -> withLedger(model, accountant), delta, EPOCH_ENDS, System.out);
    }

    private static PrivacyAccountant withLedger(
            ModelInTraining model, Function<Adjacency, PrivacyAccountant> constructor) {
        if (model.accountant().search().isPresent()) {
            return model.accountant();
        }
        PrivacyAccountant single = constructor.apply(model.accountant().adjacency());
        PrivacyAccountant accountant =
                model.plan().map(plan -> plan.accountant(single)).orElse(single);
        accountant.compose(model.ledger());
        return accountant;
    }

    /**
     * This monitor, printing by steps.
     *
     * @param steps steps from one line to the next, at least 1
     * @return the changed monitor
     */
    public PrivacyMonitor every(int steps) {
        return new PrivacyMonitor(
                beginning,
                delta,
                Require.atLeast("steps", steps, 1, "pass the number of steps between two lines"),
                out);
    }

    /**
     * This monitor, printing elsewhere.
     *
     * @param stream where lines go
     * @return the changed monitor
     */
    public PrivacyMonitor printingTo(PrintStream stream) {
        return new PrivacyMonitor(beginning, delta, perPrintTimes, stream);
    }

    @Override
    public void onTrainBegin(RunContext context) {
        accountant = beginning.apply(context.model());
        lastPrinted = context.step();
        scope = null;
    }

    @Override
    public void onTrainStepEnd(RunContext context) {
        context.charged().ifPresent(accountant::compose);
        if (perPrintTimes > 0 && context.step() - lastPrinted >= perPrintTimes) {
            print(context);
        }
    }

    @Override
    public void onTrainEpochEnd(RunContext context) {
        if (perPrintTimes == EPOCH_ENDS && context.step() > lastPrinted) {
            print(context);
        }
    }

    private void print(RunContext context) {
        lastPrinted = context.step();
        if (scope == null) {
            // asked once, since the statement's own accountant may be slow
            scope = (context.model().privacyStatement().total().isPresent() ? OF_THIS_TRAINING : "")
                    + (context.isChargedAsPlanned() ? OF_STEPS_SO_FAR : "");
        }
        out.println("epoch: " + context.epoch() + " step: " + context.stepInEpoch() + ", delta is "
                + PythonFloat.text(delta) + ", eps is " + roundedUp(accountant.epsilon(delta)) + scope);
    }

    private static String roundedUp(double epsilon) {
        if (Double.isInfinite(epsilon)) {
            return PythonFloat.text(epsilon);
        }
        return PythonFloat.text(
                new BigDecimal(epsilon).setScale(DECIMALS, RoundingMode.CEILING).doubleValue());
    }
}
