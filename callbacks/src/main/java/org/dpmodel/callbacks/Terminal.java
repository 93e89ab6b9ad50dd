package org.dpmodel.callbacks;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Whether standard output is a terminal. */
public final class Terminal {
    private Terminal() {}

    /**
     * Whether bars and other drawings make sense on standard output.
     *
     * @return true on a terminal that can move its cursor, false in a pipe, a file or a log
     */
    // isTerminal, since a console that is not null may no longer be a terminal
    @SuppressWarnings("SystemConsoleNull")
    public static boolean isInteractive() {
        Console console = System.console();
        return console != null && !"dumb".equals(System.getenv("TERM")) && isTerminal(console);
    }

    /** Before Java 22 a console is always a terminal; since then {@code Console.isTerminal()} says whether it is. */
    private static boolean isTerminal(Console console) {
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
