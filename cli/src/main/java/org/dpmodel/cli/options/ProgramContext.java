package org.dpmodel.cli.options;

import java.io.PrintStream;
import java.util.List;

/** What the program provides to each of its commands. */
public interface ProgramContext {
    /**
     * The stream for results.
     *
     * @return the stream
     */
    PrintStream out();

    /**
     * Whether a person watches {@link #out()}, who may be shown a progress bar.
     *
     * @return false if it is a file or another program
     */
    boolean terminal();

    /**
     * The entry point of the program, for a command that needs a separate process.
     *
     * @return a class with a main method that takes the program's arguments
     */
    Class<?> mainClass();

    /**
     * Runs the program with other arguments, in this process.
     *
     * @param arguments the command and its options
     * @param log receives its results and errors
     * @return the exit code
     */
    int run(List<String> arguments, PrintStream log);
}
