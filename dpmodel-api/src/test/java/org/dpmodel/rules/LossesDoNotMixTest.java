package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.BiFunction;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;

/** Rule 12: a loss, which may be anybody's code, computes the same value for an example whatever else is in the batch. */
class LossesDoNotMixTest {
    private static final int SIZE = 5;

    /** A loss by somebody else. */
    private static Loss loss(BiFunction<Ops, Value, Value> losses) {
        return new Loss() {
            @Override
            public String name() {
                return "a loss of its own";
            }

            @Override
            public TensorType targets(TensorType predictions) {
                return predictions;
            }

            @Override
            public Recorded record(Ops ops, Value predictions, Value targets) {
                return Recorded.derived(losses.apply(ops, ops.sub(predictions, targets)));
            }
        };
    }

    /** The proof does not end at the network's output: the loss is proven too. */
    @Test
    void aLossThatMixesExamplesIsRefused() {
        refused("mixes examples", (ops, d) -> ops.sub(ops.reduceSum(d, false, 1), ops.reduceSum(d, false, 0, 1)));
        refused("mixes examples", (ops, d) -> ops.builder()
                .call("Softmax", Attributes.none().with("axis", 0), ops.reduceSum(d, false, 1)));
        refused("must be float32 [97] for 97 examples", (ops, d) -> ops.reduceSum(d, false, 0, 1));
        refused(
                "do not divide by the batch size",
                (ops, d) -> ops.div(ops.reduceSum(d, false, 1), ops.scalar((float) d.dim(0))));
        refused("has a derivative", (ops, d) -> ops.reduceSum(ops.elementwise("Sign", d), false, 1));
    }

    /** An integer carries data as a real number does, where anything is selected, sliced or computed by it. */
    @Test
    void aLossThatFollowsTheSizeOfTheBatchByWholeNumbersIsRefused() {
        String part = "must compute the same for an example, whatever the number";
        refused(part, (ops, d) -> ops.reduceSum(ops.gather(ops.mul(d, d), 1, d.dim(0) % 2), false, 1));
        refused(part, (ops, d) -> {
            long first = d.dim(0) % 3 % 2;
            long[] one = {1};
            return ops.reduceSum(
                    ops.slice(ops.mul(d, d), new long[] {first}, new long[] {first + 1}, one, one), false, 1);
        });
        refused(part, (ops, d) -> {
            Value whole = ops.cast(d, DataType.INT64);
            Value more = ops.cast(ops.mul(whole, ops.ints(d.dim(0))), DataType.FLOAT);
            return ops.reduceSum(ops.mul(d, more), false, 1);
        });
        refused(part, new BiFunction<Ops, Value, Value>() {
            private float written;

            /** A different loss at each call. */
            @Override
            public Value apply(Ops ops, Value d) {
                return ops.mul(ops.reduceSum(d, false, 1), ops.scalar(++written));
            }
        });
        refused(part, (ops, d) -> ops.mul(ops.reduceSum(d, false, 1), ops.scalar(d.dim(0) < 97 ? 100f : 1f)));
    }

    /** Sizes may follow that of the batch. */
    @Test
    void aLossThatNamesAllExamplesTrains() {
        Loss named = loss((ops, d) -> {
            Value all = ops.slice(ops.mul(d, d), new long[] {0}, new long[] {d.dim(0)}, new long[] {0}, new long[] {1});
            Value weights = ops.expand(ops.reshape(ops.scalar(2f), 1, 1), 1, d.dim(1));
            return ops.reshape(ops.reduceSum(ops.mul(all, weights), true, 1), d.dim(0));
        });
        DPModel.builder(Tiny.linear(2, 2), named)
                .engine(ReferenceEngine.DEVICE)
                .optimizer(Optimizers.sgd(0.1))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .build()
                .close();
    }

    private static void refused(String part, BiFunction<Ops, Value, Value> losses) {
        DPModelBuilder builder = DPModel.builder(Tiny.linear(2, 2), loss(losses))
                .engine(ReferenceEngine.DEVICE)
                .optimizer(Optimizers.sgd(0.1))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1));
        String message = assertThrows(RuntimeException.class, builder::build).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void aLossOfOnesOwnTrains() {
        Loss quartic = loss((ops, d) -> ops.reduceSum(ops.mul(ops.mul(d, d), ops.mul(d, d)), false, 1));
        try (DPModel model = DPModel.builder(Tiny.linear(2, 1), quartic)
                .engine(ReferenceEngine.DEVICE)
                .accountant(RdpAccountant::new)
                .optimizer(Optimizers.sgd(0.1))
                .clipping(ClipMechanisms.fixed(1000))
                .noise(NoiseMechanisms.gaussian(Tiny.HARDLY_ANY_NOISE))
                .sampling(new PoissonSampling(SIZE))
                .build()) {
            model.train(1, Rows.repeated(SIZE, new float[] {1, 2}, new float[] {1}), List.of());
            // W = 0: d = −1, the slope 4 d³ = −4, and a step moves W by 0.4 x.
            float[] weights = Tiny.parameters(model).values().iterator().next();
            assertArrayEquals(new float[] {0.4f, 0.8f}, weights, 1e-3f);
        }
    }
}
