package org.dpmodel.cli.selfcheck;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dpmodel.cli.options.EngineOptions;
import org.dpmodel.cli.options.ProgramContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Measures on this machine what the library promises. */
@Command(
        name = "selfcheck",
        description =
                "Checks the promises on tiny models by measurement: noise, clipping, sampling, isolation, the ledger.",
        mixinStandardHelpOptions = true)
public final class SelfcheckCommand implements Callable<Integer> {
    @ParentCommand
    private ProgramContext program;

    @Mixin
    private EngineOptions engine;

    @Override
    public Integer call() throws IOException {
        engine.execution();
        engine.find();
        PrintStream out = program.out();
        out.println("On " + engine.device() + ":");
        out.printf(Locale.ROOT, "%-36s %-28s %-28s%n", "", "promised", "measured");
        List<Finding> broken = new ArrayList<>();
        new Selfcheck(engine.device(), engine.execution()).run(finding -> {
            out.printf(
                    Locale.ROOT,
                    "%-36s %-28s %-28s %s%n",
                    finding.subject(),
                    finding.promised(),
                    finding.measured(),
                    finding.kept() ? "ok" : "BROKEN");
            if (!finding.kept()) {
                broken.add(finding);
            }
        });
        if (broken.isEmpty()) {
            out.println("All promises are kept.");
            return 0;
        }
        out.println(broken.size() + " promises are BROKEN: do not train on private data here, and report this output.");
        return 1;
    }
}
