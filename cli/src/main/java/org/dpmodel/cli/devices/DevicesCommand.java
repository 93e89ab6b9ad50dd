package org.dpmodel.cli.devices;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.dpmodel.cli.options.CannFolders;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.engine.Engines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Lists the devices that can be used here, and what is missing for the others. */
@Command(
        name = "devices",
        description = "Lists engines and devices: which are usable here, and what the others lack and how to get it.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class DevicesCommand implements Runnable {
    @ParentCommand
    private ProgramContext program;

    @Option(names = "--json", description = "print one JSON object (default: text)")
    private boolean json;

    @Mixin
    private CannFolders cann;

    @Override
    public void run() {
        cann.apply();
        DeviceReport report = new DeviceReport(Engines.load());
        try {
            program.out().print(json ? report.toJson() : report.toText());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names and sentences can always be written as JSON", e);
        }
    }
}
