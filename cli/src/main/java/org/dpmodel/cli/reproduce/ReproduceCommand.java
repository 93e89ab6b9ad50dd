package org.dpmodel.cli.reproduce;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.dpmodel.checkpoint.AtomicFile;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.cli.recipe.Recipe;
import org.dpmodel.cli.recipe.Recipes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Trains recipes with several seeds each, and prints the results in a table. */
@Command(
        name = "reproduce",
        description = {
            "Trains recipes with several seeds, and prints a table of accuracy and epsilon next to published "
                    + "results. When called again with the same folder, it keeps finished runs."
        },
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dpmodel reproduce --data-path DIR -o results",
            "  ./dpmodel reproduce --recipes scattering,honest --seeds 3 --data-path DIR -o results",
            "  ./dpmodel reproduce --recipes scattering --seeds 1 -o trial -- --examples 2000 --epochs 1"
        })
public final class ReproduceCommand implements Callable<Integer> {
    private static final String MARKDOWN = "table.md";
    private static final String JSON = "table.json";

    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--recipes",
            paramLabel = "NAME,...",
            hideParamSyntax = true,
            split = ",",
            description = "the recipes, in this order (default: all)")
    private List<String> names;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "5",
            description = "train each with the seeds 1 to N (default: ${DEFAULT-VALUE})")
    private int seeds;

    @Option(
            names = "--data-path",
            paramLabel = "DIR",
            description = "folder of the four MNIST files (default: synthetic digits, to try this command)")
    private Path data;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            required = true,
            description = "where runs and tables are kept; required (default: none)")
    private Path folder;

    @Parameters(
            paramLabel = "TRAIN_OPTION",
            arity = "0..*",
            description = "after --: options of train that override the recipes', such as --epochs 1")
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (seeds < 1) {
            throw Usage.error(command, "--seeds must be at least 1, found " + seeds + ": 5 is usual");
        }
        List<Recipe> recipes = names == null
                ? Recipes.all()
                : names.stream()
                        .map(name -> Usage.checked(command, () -> Recipes.named(name.strip())))
                        .distinct()
                        .toList();
        RecipeRunner runner = new RecipeRunner(program, folder);
        Files.createDirectories(folder);
        List<Reproduction> reproductions = new ArrayList<>();
        for (Recipe recipe : recipes) {
            List<ReproducedRun> runs = new ArrayList<>();
            for (long seed = 1; seed <= seeds; seed++) {
                Optional<ReproducedRun> run =
                        run(runner, new RecipeTask(recipe, seed, Optional.ofNullable(data), options));
                if (run.isEmpty()) {
                    program.out().println("Interrupted: run the same command again to continue with what is missing.");
                    return 1;
                }
                runs.add(run.get());
            }
            reproductions.add(new Reproduction(recipe, runs));
        }
        report(new ReproductionTable(reproductions));
        return 0;
    }

    private Optional<ReproducedRun> run(RecipeRunner runner, RecipeTask task) throws IOException {
        PrintStream out = program.out();
        Optional<ReproducedRun> kept = runner.kept(task);
        if (kept.isPresent()) {
            out.println(task + ": kept, " + summary(kept.get()));
            return kept;
        }
        out.println(task + ": training ...");
        Optional<ReproducedRun> run = runner.train(task);
        run.ifPresent(done -> out.println(task + ": " + summary(done)));
        return run;
    }

    private static String summary(ReproducedRun run) {
        return String.format(
                Locale.ROOT,
                "accuracy %.4f, epsilon %.4f, %.1f s of training, %.1f s in all",
                run.accuracy(),
                run.epsilon(),
                run.trainingSeconds(),
                run.seconds());
    }

    private void report(ReproductionTable table) throws IOException {
        program.out().println();
        program.out().println(table.text());
        write(MARKDOWN, table.markdown());
        write(JSON, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(table.toJson()));
        program.out()
                .println("Wrote "
                        + List.of(MARKDOWN, JSON).stream()
                                .map(name -> folder.resolve(name).toString())
                                .collect(Collectors.joining(" and ")));
    }

    private void write(String name, String text) throws IOException {
        AtomicFile.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
