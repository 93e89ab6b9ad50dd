package org.dpmodel.cli.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.cli.Execution;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.plan.PlannedRun;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --noise banded:N --sampling cyclic}: priced as {@code --cases} prices it, and refused in words that help. */
class CorrelatedNoiseCommandTest {
    @TempDir
    Path directory;

    private static Execution privacy(String options) {
        return Execution.of(("privacy --accountant rdp " + options).split(" "));
    }

    @ParameterizedTest
    @CsvSource({"16, 256, 2340", "16, 256, 2339", "16, 256, 2337", "7, 100, 1", "1, 300, 50"})
    void costsWhatTheCaseCosts(int bands, int batch, int steps) throws IOException {
        Path file = directory.resolve("cases.json");
        Files.writeString(
                file,
                "{\"cases\": [{\"id\": \"b\", \"kind\": \"epsilon\", \"mechanism\": \"banded_poisson_subsampled_gaussian\","
                        + " \"adjacency\": \"add_or_remove_one\", \"noise_multiplier\": 1, \"delta\": 1e-5, \"bands\": "
                        + bands
                        + ", \"sampling_probability\": " + batch / 60_000.0 + ", \"steps\": " + steps + "}]}");
        ObjectMapper mapper = new ObjectMapper();
        JsonNode priced = mapper.readTree(
                Execution.of("privacy", "--cases", file.toString()).succeeds().out());
        JsonNode asked = mapper.readTree(privacy("--noise banded:" + bands + " --sampling cyclic --batch-size " + batch
                        + " --steps " + steps + " --json")
                .succeeds()
                .out());
        assertEquals(
                priced.get("rdp_epsilon").doubleValue(),
                asked.at("/statements/0/epsilon").doubleValue());
    }

    @Test
    void aProbabilityAloneIsDescribedWithItsParts() {
        String out = privacy("--noise banded:4 --sampling cyclic:4 --sampling-probability 0.01 --steps 8")
                .succeeds()
                .out();
        assertTrue(
                out.contains(
                        "cyclic Poisson, 4 parts, sampling probability 0.04 within the part of a step, charged once in"
                                + " 4 steps, 100 steps an epoch"),
                out);
    }

    @Test
    void programsGetPartsBandsAndCharges() throws IOException {
        JsonNode run = new ObjectMapper()
                .readTree(privacy("--noise banded:3 --sampling cyclic:4 --sampling-probability 0.01 --steps 8 --json")
                        .succeeds()
                        .out())
                .get("run");
        assertEquals(4, run.get("parts").intValue());
        assertEquals(3, run.get("bands").intValue());
        assertEquals(4, run.get("stepsPerCharge").intValue());
        assertEquals(0.01, run.get("samplingProbability").doubleValue());
        assertEquals(0.04, run.get("probabilityInPart").doubleValue());
        JsonNode poisson = new ObjectMapper()
                .readTree(privacy("--steps 8 --json").succeeds().out())
                .get("run");
        assertEquals(1, poisson.get("stepsPerCharge").intValue());
        assertFalse(poisson.has("parts") || poisson.has("bands") || poisson.has("probabilityInPart"));
    }

    @Test
    void aPlotNamesPartsBandsAndCharges() {
        PlannedRun run = new PlannedRun(
                new PrivacyPlan(
                        SamplingSchemes.cyclic(1, 4),
                        ClipMechanisms.fixed(1),
                        NoiseMechanisms.banded(2, 3),
                        Adjacency.ADD_OR_REMOVE_ONE,
                        1),
                100,
                8);
        assertEquals(
                "Privacy spent: cyclic sampling, probability 0.04000 in one of 4 parts, noise multiplier 2.0, bands 3",
                EpsilonPlot.title(run));
        assertEquals("steps, charged 4 at a time", EpsilonPlot.stepsTitle(run));
    }

    /** 17 groups of 16 keep the budget, and 18 do not. */
    @Test
    void theMostStepsAreWholeGroups() {
        String out = privacy("--noise banded:16 --sampling Cyclic --noise-multiplier 1 --target-epsilon 3")
                .succeeds()
                .out();
        assertTrue(out.contains(", 272 steps ("), out);
    }

    @Test
    void whatIsMissingOrNotProvenIsSaid() {
        privacy("--noise banded:16").isUsageError("--sampling must be cyclic with noise of 16 bands");
        privacy("--noise banded --sampling cyclic")
                .isUsageError("--noise banded must have a number of bands, found banded");
        privacy("--noise banded:x --sampling cyclic").isUsageError("found banded:x: banded:16 is usual");
        privacy("--noise banded:0 --sampling cyclic").isUsageError("must be at least 1");
        privacy("--sampling cyclic").isUsageError("--sampling cyclic needs its number of parts");
        privacy("--sampling cyclic:").isUsageError("must be one of", "cyclic:PARTS");
        privacy("--noise banded:16 --sampling cyclic:8").isUsageError("must be at most the 8 parts of cyclic sampling");
        privacy("--noise banded:300 --sampling cyclic").isUsageError("parts must be at most");
        privacy("--noise banded:16 --sampling cyclic --clipping adaptive").isUsageError("--clipping must not adapt");
        privacy("--noise ada-gaussian --sampling cyclic:16").isUsageError("--noise must have one multiplier");
        privacy("--noise banded:16 --sampling cyclic --noise-decay exp").isUsageError("belong to --noise ada-gaussian");
    }
}
