package org.dpmodel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a folder that native code is unpacked into. */
class NativeFolderTest {
    @TempDir
    Path folder;

    private String trouble(NativeFolder asked, String... mounts) {
        return asked.troubleIn(List.of(mounts)).orElseThrow();
    }

    private NativeFolder at(Path place) {
        return new NativeFolder(place, "-Dplace=FOLDER", 1);
    }

    @Test
    void aGoodFolderHasNoTrouble() {
        assertEquals(Optional.empty(), at(folder).troubleIn(List.of("tmpfs / tmpfs rw 0 0")));
        assertEquals(Optional.empty(), at(folder).troubleIn(List.of()));
    }

    @Test
    void theTroubleIsNamed() throws IOException {
        assertTrue(trouble(at(folder.resolve("none"))).endsWith("does not exist"));
        assertTrue(trouble(at(Files.createFile(folder.resolve("file")))).endsWith("is not a folder"));
        String full = trouble(new NativeFolder(folder, "-Dplace=FOLDER", Integer.MAX_VALUE));
        assertTrue(full.matches(".* has \\d+ MB free, which is less than \\d+"), full);
    }

    @Test
    void theInnermostMountDecides() throws IOException {
        Path real = Files.createDirectory(folder.resolve("a b")).toRealPath();
        String inner = real.toString().replace(" ", "\\040");
        String forbidden = trouble(at(real), "disk / ext4 rw 0 0", "tmpfs " + inner + " tmpfs rw,noexec 0 0");
        assertTrue(forbidden.contains("noexec"), forbidden);
        assertEquals(
                Optional.empty(),
                at(real).troubleIn(List.of("tmpfs / tmpfs rw,noexec 0 0", "tmpfs " + inner + " tmpfs rw 0 0")));
        assertEquals(
                Optional.empty(),
                at(real).troubleIn(List.of("disk / ext4 rw 0 0", "tmpfs " + inner + "x tmpfs rw,noexec 0 0")),
                "another folder whose name begins alike");
    }

    @Test
    void theCureNamesTheSetting() {
        String cure = at(folder).cure();
        assertTrue(cure.contains("-Dplace=FOLDER") && cure.contains("allows execution"), cure);
    }
}
