package org.dpmodel.cli.completion;

import java.util.concurrent.Callable;
import org.dpmodel.cli.options.ProgramContext;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete commands and options. */
@Command(
        name = "completion",
        description = "Prints a script that lets bash and zsh complete commands and options.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(./dpmodel completion)                           for this shell",
            "  ./dpmodel completion > ~/.dpmodel-completion             source it in ~/.bashrc"
        })
public final class CompletionCommand implements Callable<Integer> {
    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        program.out()
                .println(AutoComplete.bash(command.root().name(), command.root().commandLine()));
        return 0;
    }
}
