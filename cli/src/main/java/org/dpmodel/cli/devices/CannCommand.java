package org.dpmodel.cli.devices;

import org.dpmodel.cli.options.ProgramContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The one-time setup for Ascend NPUs. */
@Command(
        name = "cann",
        description = "Sets up ONNX Runtime's provider for Huawei Ascend NPUs (CANN).",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = CannInstallCommand.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  pip download --no-deps onnxruntime-cann==1.24.4",
            "  ./dpmodel cann install onnxruntime_cann-1.24.4-*.whl",
            "  ./dpmodel devices"
        })
public final class CannCommand implements Runnable {
    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    /** Prints its help if no subcommand is given. */
    @Override
    public void run() {
        command.commandLine().usage(program.out());
    }

    ProgramContext program() {
        return program;
    }
}
