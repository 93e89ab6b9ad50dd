package org.dpmodel.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dpmodel.cli.Execution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program says of a training whose cost is named beforehand, instead of its noise. */
class TrainForTargetTest {
    @TempDir
    Path directory;

    private Execution train(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("train", "--model", "mlp", "--test-examples", "200", "--examples"));
        arguments.addAll(List.of("600", "--batch-size", "60", "--checkpoint-dir", directory.toString()));
        arguments.addAll(Arrays.asList(more));
        return Execution.of(arguments.toArray(String[]::new)).succeeds();
    }

    private static double number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), text);
        return Double.parseDouble(matcher.group(1));
    }

    @Test
    void theNoiseIsSolvedForAndSaid() {
        String out = train("--target-epsilon", "3", "--epochs", "2").out();
        double noise = number(out, "after all epochs, which needs a noise multiplier of ([0-9.]+)");
        assertEquals(noise, number(out, "mechanism +Gaussian, noise multiplier ([0-9.]+);"));
        double epsilon = number(out, "epsilon *=? *([0-9.]+)[^\\n]* after 2 epochs");
        assertTrue(epsilon <= 3 && epsilon > 2.99, out);
        assertFalse(out.contains("Budget reached") || out.contains("does not last"), out);
    }

    @Test
    void aBudgetThatEndsEarlyIsSaidBeforeItStarts() {
        String out = train("--budget-epsilon", "2", "--epochs", "2").out();
        double steps = number(out, "training ends after ([0-9]+) of 20 steps");
        assertTrue(out.indexOf("does not last") < out.indexOf("Starting Training"), out);
        assertEquals(steps, number(out, "Budget reached: the model stays at step ([0-9]+)"));
        double lasting = number(out, "a noise multiplier of ([0-9.]+) would last");
        String lasted = train("--budget-epsilon", "2", "--epochs", "2", "--noise-multiplier", Double.toString(lasting))
                .out();
        assertFalse(lasted.contains("Budget reached") || lasted.contains("does not last"), lasted);
    }
}
