package org.dpmodel.cli.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.cli.options.Usage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Reports what several runs cost together. */
@Command(
        name = "compare",
        description = {
            "Shows runs side by side and adds up their ledgers: a person who is in the data of several runs pays for "
                    + "all of them. Datasets are distinguished by their names in the ledgers."
        },
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ./dpmodel compare noise-1 noise-2 noise-4", "  ./dpmodel compare runs/* --json"})
public final class CompareCommand implements Callable<Integer> {
    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "folders of runs, the --run-dir of train")
    private List<Path> folders;

    @Option(names = "--json", description = "print JSON (default: a table)")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<ReportedRun> runs = RunFolders.read(command, folders);
        Comparison comparison = Usage.checked(command, () -> Comparison.of(runs));
        program.out()
                .println(
                        json
                                ? new ObjectMapper()
                                        .writerWithDefaultPrettyPrinter()
                                        .writeValueAsString(toJson(comparison))
                                : new ComparisonText(comparison).toString());
        return 0;
    }

    private static ObjectNode toJson(Comparison comparison) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode groups = json.putArray("groups");
        for (Comparison.Group group : comparison.groups()) {
            ObjectNode node = groups.addObject().put("data", group.data());
            ArrayNode runs = node.putArray("runs");
            for (ReportedRun run : group.runs()) {
                ObjectNode one = runs.addObject()
                        .put("folder", run.folder().toString())
                        .put("steps", run.ledger().steps())
                        .put("ended", run.ending());
                run.metric(ReportedRun.ACCURACY).ifPresent(accuracy -> one.put("accuracy", accuracy));
                one.set("statement", run.statement().toJson());
            }
            group.sum().ifPresent(sum -> node.set("sum", toJson(sum)));
        }
        comparison.all().ifPresent(sum -> json.set("sumForWhoeverIsInAll", toJson(sum)));
        return json;
    }

    private static ObjectNode toJson(Comparison.Sum sum) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (Double.isFinite(sum.epsilon())) {
            json.put("epsilon", sum.epsilon());
        } else {
            json.put("epsilon", "Infinity");
        }
        json.put("delta", sum.delta())
                .put("accountant", sum.accountant())
                .put("earlierTrainingsIncluded", sum.earlier());
        sum.notes().forEach(json.putArray("notes")::add);
        return json;
    }
}
