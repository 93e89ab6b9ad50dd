package org.dpmodel.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dpmodel.cli.Execution;
import org.dpmodel.cli.recipe.Recipe;
import org.dpmodel.cli.recipe.Recipes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class RecipeTest {
    private static final String STATEMENT = "Differentially private with epsilon = ";

    @TempDir
    Path directory;

    static List<String> names() {
        return Recipes.names();
    }

    /** One step on all of 256 synthetic digits. */
    private Execution oneStep(String recipe, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--recipe",
                recipe,
                "--examples",
                "256",
                "--test-examples",
                "100",
                "--batch-size",
                "256",
                "--epochs",
                "1",
                "--checkpoint-dir",
                directory.toString()));
        arguments.addAll(Arrays.asList(more));
        return Execution.of(arguments.toArray(String[]::new)).succeeds();
    }

    /** Options that do not belong together are found before data are read. */
    @ParameterizedTest
    @MethodSource("names")
    void theSettingsOfARecipeAreValid(String name) {
        Execution.of("train", "--recipe", name, "--data", "mnist", "--data-path", directory.toString())
                .fails("train-images-idx3-ubyte");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tf-privacy", "mindarmour-ada", "scattering"})
    void aRecipeTellsItsSettingsAndTrains(String name) {
        trains(name);
    }

    @ParameterizedTest
    @MethodSource("names")
    @EnabledIfSystemProperty(named = "dpmodel.full", matches = "true")
    void eachRecipeTrains(String name) {
        trains(name);
    }

    private void trains(String name) {
        Recipe recipe = Recipes.named(name);
        Execution training = oneStep(name);
        assertEquals(name + ": " + recipe.about(), training.after("recipe").strip());
        String settings = training.after("settings");
        recipe.settings().values().forEach((option, value) -> {
            boolean given = List.of("--batch-size", "--epochs").contains(option);
            assertEquals(
                    !given, settings.contains(option + " ") || settings.endsWith(option), option + " in " + settings);
            assertTrue(given || value.equals("true") || settings.contains(option + " " + value), settings);
        });
        assertEquals(
                "the recipe's --batch-size --epochs, since your own options override them",
                training.after("not taken").strip());
        assertEquals(recipe.tuned(), training.out().contains("chosen by accuracy on MNIST's test images"));
        assertTrue(training.out().contains(name.equals("baseline") ? "NOT PRIVATE" : STATEMENT), training.out());
        Execution evaluation = Execution.of("evaluate", training.after("Saved "), "--test-examples", "100")
                .succeeds();
        String accuracy = "============== Accuracy: ";
        assertEquals(training.after(accuracy), evaluation.after(accuracy));
    }

    @Test
    void anotherTargetTakesTheNoiseOutOfTheRecipe() {
        Execution training = oneStep("tf-privacy", "--target-epsilon", "5", "--model", "mlp");
        assertFalse(training.after("settings").contains("--noise-multiplier"), training.out());
        assertTrue(training.after("settings").contains("--clipping-norm 1.5"), training.out());
        double epsilon = Double.parseDouble(training.wordAfter(STATEMENT));
        assertTrue(epsilon > 4.9 && epsilon <= 5, training.out());
    }

    @Test
    void anotherSamplingTakesTheMicrobatchesOutOfTheRecipe() {
        Execution training = oneStep("mindarmour", "--sampling", "poisson", "--model", "mlp");
        assertFalse(training.after("settings").contains("--micro-batches"), training.out());
        assertTrue(training.out().contains("(add-or-remove-one)"), training.out());
    }

    @Test
    void withoutPrivacyNothingOfPrivacyIsTaken() {
        Execution training = oneStep("mindarmour-ada", "--without-privacy", "--model", "mlp");
        assertEquals(
                "--optimizer momentum --momentum 0.9 --sampling shuffled",
                training.after("settings").strip());
        assertTrue(training.out().contains("NOT PRIVATE"), training.out());
    }

    @Test
    void anotherOptimizerHasItsOwnLearningRate() {
        String out =
                oneStep("tf-privacy", "--optimizer", "adam", "--model", "mlp").out();
        assertTrue(out.contains("adam, learning rate 0.002"), out);
    }

    @Test
    void unknownRecipesAndTablesAreUsageErrors() {
        Execution.of("train", "--recipe", "best").isUsageError("--recipe must be one of", "scattering", "best");
        Execution.of("train", "--recipe", "honest", "--data", "visits.csv", "--schema", "visits.json")
                .isUsageError("--recipe is for digits", "honest");
        Execution.of("train", "--recipe", "mindarmour", "--batch-size", "250").isUsageError("--micro-batches", "250");
    }

    @Test
    void aRunIsResumedWithItsRecipe() {
        Path run = directory.resolve("run");
        oneStep("tf-privacy", "--model", "mlp", "--run-dir", run.toString(), "--seed", "7");
        Execution resumed =
                oneStep("tf-privacy", "--model", "mlp", "--run-dir", run.toString(), "--seed", "7", "--resume");
        assertTrue(resumed.out().contains("no steps were left"), resumed.out());
    }
}
