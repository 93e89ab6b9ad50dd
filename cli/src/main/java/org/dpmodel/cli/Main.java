package org.dpmodel.cli;

import org.dpmodel.callbacks.Terminal;

/** The entry point of the program. */
public final class Main {
    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

    private Main() {}

    /**
     * Runs the program and ends the process: 0 done, 1 failed, 2 usage error.
     *
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) {
        // One line per log record, instead of two with time and class; this setting is read before the first record is
        // written.
        if (System.getProperty(LOG_FORMAT) == null) {
            System.setProperty(LOG_FORMAT, "%4$s: %5$s%6$s%n");
        }
        System.exit(run(arguments));
    }

    private static int run(String... arguments) {
        try {
            return Program.commandLine(System.out, System.err, Terminal.isInteractive())
                    .execute(arguments);
        } catch (VirtualMachineError e) {
            System.err.println("error: " + Failures.inOneLine(e));
            return 1;
        }
    }
}
