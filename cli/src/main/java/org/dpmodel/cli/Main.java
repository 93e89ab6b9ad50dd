package org.dpmodel.cli;

import org.dpmodel.callbacks.Terminal;

/** Where the program starts. */
public final class Main {
    private Main() {}

    /**
     * Runs the program and ends the process: 0 done, 1 failed, 2 usage error.
     *
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) {
        System.exit(Program.commandLine(System.out, System.err, Terminal.isInteractive())
                .execute(arguments));
    }
}
