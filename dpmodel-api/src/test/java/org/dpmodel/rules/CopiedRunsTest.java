package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.checkpoint.TrainingState;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.sampling.BallsInBins;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.SamplingScheme;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rule 9 across copies of a run's folder: a copy of a seeded run repeats its noise, which cannot be prevented but is reported
 * where the file system reveals it; a copy of any other run draws its own noise.
 */
class CopiedRunsTest {
    /** Hardly any gradients: the weights move by the noise. */
    private static final Rows SILENT = Rows.repeated(8, new float[] {0, 0, 0}, new float[] {0});

    private static final String REMARK = "resumed in a folder other than";

    @TempDir
    private Path temporary;

    private Path original;
    private Path copy;

    @BeforeEach
    void name() {
        original = temporary.resolve("run");
        copy = temporary.resolve("copy");
    }

    private SamplingScheme sampling = new PoissonSampling(2);

    private DPModelBuilder builder(boolean seeded) {
        DPModelBuilder builder = Tiny.regression(Tiny.linear(3, 1))
                .sampling(sampling)
                .saveStateEvery(1)
                .directory(original);
        return seeded ? builder.seed(5) : builder;
    }

    private void begin(boolean seeded) {
        try (DPModel model = builder(seeded).build()) {
            model.train(2, SILENT, List.of(new Callback() {
                @Override
                public void onTrainStepEnd(RunContext context) {
                    context.requestStop();
                }
            }));
        }
    }

    private void copyFolder() throws IOException {
        Files.createDirectories(copy);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(original)) {
            for (Path file : files) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
    }

    /** A resumed and continued run: the weights that the noise has led to, and whether the statement has the remark. */
    private record Resumed(float[] noise, boolean remarked) {}

    private Resumed resume(Path folder, boolean seeded) {
        try (DPModel model = builder(seeded).build()) {
            model.resume(folder);
            model.train(2, SILENT, List.of());
            boolean inText = model.privacyStatement().toText().contains(REMARK);
            boolean inLedger = LedgerContent.read(folder.resolve("ledger.jsonl")).records().stream()
                    .anyMatch(record -> record instanceof LedgerRecord.Remark it
                            && it.text().contains(REMARK));
            assertEquals(inText, inLedger);
            return new Resumed(Tiny.parameters(model).values().iterator().next(), inText);
        }
    }

    @Test
    void aCopyOfASeededRunRepeatsItsNoiseAndIsRemarked() throws IOException {
        begin(true);
        copyFolder();
        Resumed first = resume(original, true);
        Resumed second = resume(copy, true);
        assertArrayEquals(first.noise(), second.noise(), "if this fails, the pitfalls page can promise more");
        assertFalse(first.remarked());
        assertTrue(second.remarked());
        assertTrue(resume(copy, true).remarked(), "and once more");
    }

    /** Their charge counts on bins that nobody knows, and copies share them. */
    @Test
    void aCopyOfARunWithBallsInBinsIsRemarked() throws IOException {
        sampling = new BallsInBins(2);
        begin(false);
        copyFolder();
        assertFalse(resume(original, false).remarked());
        assertTrue(resume(copy, false).remarked());
    }

    @Test
    void copiesOfOtherRunsDrawNoiseOfTheirOwn() throws IOException {
        begin(false);
        copyFolder();
        Resumed first = resume(original, false);
        Resumed second = resume(copy, false);
        assertFalse(Arrays.equals(first.noise(), second.noise()));
        assertFalse(first.remarked() || second.remarked());
    }

    @Test
    void aMovedFolderIsTheSameRun() throws IOException {
        begin(true);
        Files.move(original, copy);
        assertFalse(resume(copy, true).remarked());
    }

    @Test
    void aLedgerOfBeforeIsReadWithoutRemark() throws IOException {
        begin(true);
        String last = withoutFolder(original.resolve("ledger.jsonl"));
        Path state = original.resolve("training-state.bin");
        TrainingState.read(state).besideLedger(last).write(state);
        copyFolder();
        assertFalse(resume(copy, true).remarked());
    }

    /** Removes the field from the header, with the chained checksums of a ledger: each covers the one before it. Returns the last. */
    private static String withoutFolder(Path ledger) throws IOException {
        StringBuilder rewritten = new StringBuilder();
        String previous = "00000000";
        for (String line : Files.readAllLines(ledger)) {
            String text = line.substring(9).replaceAll(",\"folder\":\"[^\"]*\"", "");
            CRC32C checksum = new CRC32C();
            checksum.update((previous + " " + text).getBytes(StandardCharsets.UTF_8));
            previous = String.format("%08x", checksum.getValue());
            rewritten.append(previous).append(' ').append(text).append('\n');
        }
        assertFalse(rewritten.toString().contains("folder"));
        Files.writeString(ledger, rewritten.toString());
        return previous;
    }
}
