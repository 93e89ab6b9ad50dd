package org.dpmodel.callbacks;

import static org.dpmodel.callbacks.FakeRun.loss;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeMonitorTest {
    @Test
    void printsMindSporesLineWithTheStepsThatRan() {
        CapturedOutput output = new CapturedOutput();
        Iterator<Long> clock = List.of(5_000_000L, 5_000_000L + 1_234_567_000L).iterator();
        TimeMonitor monitor = new TimeMonitor(output.stream(), clock::next);
        new FakeRun(1, 234)
                .begin(monitor)
                .beginEpoch(monitor)
                .step(monitor, loss(1))
                .step(monitor, loss(1))
                .endEpoch(monitor);
        assertEquals(List.of("Train epoch time: 1234.567 ms, per step time: 617.284 ms"), output.lines());
    }
}
