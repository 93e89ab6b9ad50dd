package org.dpmodel.cli.options;

import java.io.PrintStream;
import java.util.List;

/** What the program gives to each of its commands. */
public interface ProgramContext {
    /**
     * Where results go.
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
     * What starts the program, for a command that needs a process of its own.
     *
     * @return a class with a main method that takes the program's arguments
     */
    Class<?> mainClass();

    /**
     * Runs the program with other arguments, in this process.
     *
     * @param arguments the command and its options
     * @param log where its results and errors go
     * @return the exit code
     */
    int run(List<String> arguments, PrintStream log);
}
