package org.dpmodel.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import org.dpmodel.Losses;
import org.dpmodel.graph.clipping.FlatClipping;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.step.PortableTarget;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.graph.step.StepOptions;
import org.junit.jupiter.api.Test;

class LstmClassifierTest {
    /** Seen to fail, at 3 a token, when the recurrent weight's gradient was formed for each token and then added up. */
    @Test
    void eachTokenMoreIsOneProductForwardAndOneBack() {
        assertEquals(2 * 8, products(24) - products(16));
    }

    private static long products(int tokens) {
        StepGraph step = StepCompiler.compile(
                LstmClassifier.network(50, tokens, 4, 6, 2).graph(),
                Losses.softmaxCrossEntropy(),
                new StepOptions(PortableTarget.target(), new Units(4, 1), Optional.of(new FlatClipping())));
        return step.model().graph().nodes().stream()
                .filter(node -> Set.of("MatMul", "Gemm").contains(node.operator()))
                .count();
    }
}
