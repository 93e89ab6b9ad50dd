package org.dpmodel.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dpmodel.cli.options.Usage;
import picocli.CommandLine.Model.CommandSpec;

/** The folders of runs that are passed to a command. */
final class RunFolders {
    private RunFolders() {}

    /** Reads them; each run is named after its folder, or its whole path if two names are equal. */
    static List<ReportedRun> read(CommandSpec command, List<Path> folders) throws IOException {
        Set<Path> seen = new HashSet<>();
        List<ReportedRun> runs = new ArrayList<>();
        for (Path folder : folders) {
            if (Files.exists(folder) && !seen.add(folder.toRealPath())) {
                throw Usage.error(command, folder + " is named twice: name each run once");
            }
            runs.add(ReportedRun.read(name(folder, folders), folder));
        }
        return runs;
    }

    private static String name(Path folder, List<Path> folders) {
        String last = lastName(folder);
        long equal =
                folders.stream().filter(other -> lastName(other).equals(last)).count();
        return equal == 1 ? last : folder.toString();
    }

    private static String lastName(Path folder) {
        return folder.toAbsolutePath().normalize().getFileName() == null
                ? folder.toString()
                : folder.toAbsolutePath().normalize().getFileName().toString();
    }
}
