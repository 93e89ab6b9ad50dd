package org.dpmodel.demo;

import java.io.PrintStream;
import org.dpmodel.engine.Engines;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Lists what can be trained on here, and what stands in the way of the rest. */
@Command(
        name = "devices",
        description = "Lists engines and devices: what is usable here, and what is missing and how to get it.",
        mixinStandardHelpOptions = true)
final class DevicesCommand implements Runnable {
    @ParentCommand
    private Program program;

    @Override
    public void run() {
        Engines engines = Engines.load();
        PrintStream out = program.out();
        out.println(engines.report().stripIndent());
        engines.all().stream()
                .flatMap(engine -> engine.devices().stream())
                .findFirst()
                .ifPresent(device -> out.println("Choose one with --engine, for example --engine " + device));
    }
}
