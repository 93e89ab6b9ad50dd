package org.dpmodel.accountant.rdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.analysis.SharedReference;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every row of the shared reference file rdp-orders.json, to 1e-10 relative, and never below it. */
class RdpOrdersReferenceTest {
    @TestFactory
    Stream<DynamicTest> divergences() throws IOException {
        JsonNode file = SharedReference.read("rdp-orders.json");
        double[] orders = StreamSupport.stream(file.at("/header/orders").spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
        return StreamSupport.stream(file.get("rows").spliterator(), false).map(row -> {
            double q = row.get("sampling_probability").doubleValue();
            double noise = row.get("noise_multiplier").doubleValue();
            return DynamicTest.dynamicTest("q " + q + ", noise " + noise, () -> check(orders, q, noise, row));
        });
    }

    private static void check(double[] orders, double q, double noise, JsonNode row) {
        double[] found = RenyiDivergence.poissonGaussian(RdpOrders.of(orders), q, noise, Adjacency.ADD_OR_REMOVE_ONE);
        for (int i = 0; i < orders.length; i++) {
            double expected = row.get("rdp").get(i).doubleValue();
            assertEquals(1, found[i] / expected, 1e-10, "order " + orders[i]);
            assertEquals(true, found[i] >= expected * (1 - 5e-15), "order " + orders[i] + " is below");
        }
    }
}
