package org.dpmodel.engine.onnxruntime.cann;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipFile;

/**
 * Writes a folder so that it is either complete or absent.
 *
 * @param target absolute
 */
record Unpacking(Path target) {
    Path unpack(CannWheel wheel) throws IOException {
        requireFree();
        Path parent = target.getParent();
        if (parent == null) {
            throw new IOException("cannot unpack into " + target + ": name a folder below it");
        }
        Path beside = parent.resolve("." + target.getFileName() + "-" + UUID.randomUUID() + ".tmp");
        try {
            Files.createDirectories(parent);
            Files.createDirectory(beside);
            try (ZipFile zip = new ZipFile(wheel.file().toFile())) {
                for (Map.Entry<String, String> entry : wheel.entries().entrySet()) {
                    // The name is one of ours, without folders: nothing in the wheel determines where it goes.
                    try (InputStream in = CannWheel.limited(zip, zip.getEntry(entry.getValue()))) {
                        Files.copy(in, beside.resolve(entry.getKey()));
                    }
                }
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system of " + target + " cannot move a folder in one step", e);
        } catch (IOException e) {
            throw new IOException(
                    "cannot unpack " + wheel.file() + " into " + target + " (" + e + "): check that " + parent
                            + " is a writable folder with 40 MB free",
                    e);
        } finally {
            delete(beside);
        }
    }

    private void requireFree() throws IOException {
        if (Files.isDirectory(target)) {
            try (DirectoryStream<Path> content = Files.newDirectoryStream(target)) {
                if (content.iterator().hasNext()) {
                    throw new IOException(
                            target + " is not empty, and its content is never overwritten: delete it, or name "
                                    + "another folder");
                }
            }
        } else if (Files.exists(target)) {
            throw new IOException(target + " is a file: name a folder that is empty or does not exist");
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
