package org.dpmodel.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class RunFolderOptionsTest {
    @Command(name = "train")
    private static final class Train {
        @Mixin
        private RunFolderOptions folder;
    }

    @Command(name = "dpmodel")
    private static final class Program {}

    private static Optional<String> resuming(String... arguments) {
        Train train = new Train();
        new CommandLine(new Program()).addSubcommand(train).parseArgs(arguments);
        return train.folder.resuming();
    }

    @Test
    void anInterruptedUserReadsHowToContinue() {
        assertEquals(
                Optional.of("./dpmodel train --budget-epsilon 1 --run-dir r --resume"),
                resuming("train", "--budget-epsilon", "1", "--run-dir", "r"));
        assertEquals(
                Optional.of("./dpmodel train --run-dir 'my run' --resume"),
                resuming("train", "--run-dir", "my run", "--resume"));
        assertEquals(Optional.empty(), resuming("train"));
    }
}
