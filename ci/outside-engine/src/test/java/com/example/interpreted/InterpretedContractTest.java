package com.example.interpreted;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.testkit.ContractSize;
import org.dpmodel.engine.testkit.EngineContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The engine is found as a user finds it, and keeps what every engine promises. */
@Tag("slow")
class InterpretedContractTest extends EngineContract {
    @Override
    protected EngineDevice device() {
        return Engines.device("interpreted:cpu");
    }

    /** By loops in double precision, LeNet-5 takes minutes for what others do in seconds. */
    @Override
    protected ContractSize contractSize() {
        return ContractSize.SMALL;
    }

    @Test
    void stepsAreCompiledWithItsOwnMargin() {
        assertEquals("interpreted", device().graphTarget().name());
        assertEquals(0x1p-11, device().graphTarget().roundingMargin());
    }
}
