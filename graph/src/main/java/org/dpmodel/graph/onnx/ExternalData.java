package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.GraphException;

/**
 * Elements that a model keeps in separate files (ONNX, "External Data"). Only files in the model's own folder, after
 * links are resolved, are read, so that an untrusted model cannot read other files of this machine; and the total is
 * limited to a few times the size of these files, so that it cannot fill the memory by referring to the same bytes
 * repeatedly.
 */
final class ExternalData {
    private static final String CURE =
            "export the network with its weights inside (torch.onnx.export(..., external_data=False))";
    private static final int USES_OF_A_BYTE = 4;

    private final Optional<Path> folder;
    private final Map<Path, Long> fileSizes = new HashMap<>();
    private long read;

    private ExternalData(Optional<Path> folder) {
        this.folder = folder;
    }

    /** For a model that is given as bytes only. */
    static ExternalData none() {
        return new ExternalData(Optional.empty());
    }

    /**
     * The files beside a model.
     *
     * @param model an existing file
     * @throws IOException if its folder cannot be found
     */
    static ExternalData beside(Path model) throws IOException {
        return new ExternalData(
                Optional.of(model.toAbsolutePath().normalize().getParent().toRealPath()));
    }

    /**
     * The elements of a tensor.
     *
     * @param entries the tensor's description of them
     * @param bytes the number of bytes that its shape needs
     * @param what names the tensor in errors
     */
    byte[] read(List<StringStringEntryProto> entries, int bytes, String what) {
        Location location = Location.of(entries, what);
        Path file = inFolder(location.file(), what);
        if (location.length() >= 0 && location.length() != bytes) {
            throw new GraphException(what + " has a shape of " + bytes + " bytes, but says that it has "
                    + location.length() + " in the file " + location.file() + ": export the model again");
        }
        // Not a channel of its own, which an interrupt of the thread would close.
        try (InputStream in = Files.newInputStream(file)) {
            long size = Files.size(file);
            if (location.offset() > size || bytes > size - location.offset()) {
                throw new GraphException(what + " needs " + bytes + " bytes from " + location.offset()
                        + " on in the file "
                        + location.file() + ", which has " + size + ": the file is truncated, or it belongs to another"
                        + " model; export or copy both files again");
            }
            count(file, size, bytes, what);
            return bytes(in, location.offset(), bytes);
        } catch (IOException e) {
            throw new GraphException(
                    what + " keeps its elements in the file " + location.file() + ", which cannot be read ("
                            + e.getMessage() + "): copy it next to the model again, or " + CURE,
                    e);
        }
    }

    private void count(Path file, long size, int bytes, String what) {
        fileSizes.put(file, size);
        read += bytes;
        long all = fileSizes.values().stream().mapToLong(Long::longValue).sum();
        if (read / USES_OF_A_BYTE > all) {
            throw new GraphException(what + " and those before it read the same bytes of the file " + file.getFileName()
                    + " more than " + USES_OF_A_BYTE + " times: " + CURE);
        }
    }

    private static byte[] bytes(InputStream in, long offset, int bytes) throws IOException {
        in.skipNBytes(offset);
        byte[] content = in.readNBytes(bytes);
        if (content.length < bytes) {
            throw new IOException("it became shorter while it was read");
        }
        return content;
    }

    private Path inFolder(String location, String what) {
        if (folder.isEmpty()) {
            throw new GraphException(what + " keeps its elements in another file (" + location
                    + "), and the bytes of the model do not say where that is: read the model from its path, with this"
                    + " file beside it, or " + CURE);
        }
        Path inside = folder.get();
        try {
            Path named = inside.resolve(location).normalize();
            if (location.startsWith("/") || Path.of(location).isAbsolute() || !named.startsWith(inside)) {
                throw outside(location, what);
            }
            if (!Files.exists(named)) {
                throw new GraphException(what + " keeps its elements in the file " + location
                        + ", which is not next to the model: copy it into the model's folder, or " + CURE);
            }
            Path real = named.toRealPath();
            if (!real.startsWith(inside)) {
                throw outside(location, what);
            }
            if (!Files.isRegularFile(real)) {
                throw new GraphException(what + " keeps its elements in " + location
                        + ", which is not a regular file: copy the model's files again, or " + CURE);
            }
            return real;
        } catch (InvalidPathException | IOException e) {
            throw new GraphException(
                    what + " keeps its elements in a file whose name cannot be used (" + e.getMessage() + "): " + CURE,
                    e);
        }
    }

    private static GraphException outside(String location, String what) {
        return new GraphException(what + " keeps its elements in the file " + location
                + ", which is outside the model's folder: a model may read only files in its own folder (links are "
                + "resolved); copy the file there, or " + CURE);
    }

    /** A tensor's description of its elements; the length is negative if it is not given. */
    private record Location(String file, long offset, long length) {
        static Location of(List<StringStringEntryProto> entries, String what) {
            Map<String, String> values = new HashMap<>();
            for (StringStringEntryProto entry : entries) {
                if (values.put(entry.getKey(), entry.getValue()) != null) {
                    throw new GraphException(
                            what + " names the " + entry.getKey() + " of its elements twice: export the model again");
                }
            }
            String file = values.getOrDefault("location", "");
            long offset = number(values, "offset", 0, what);
            long length = number(values, "length", -1, what);
            values.keySet().removeAll(List.of("location", "offset", "length", "checksum"));
            if (file.isEmpty()) {
                throw new GraphException(what + " keeps its elements in another file and does not name it: " + CURE);
            }
            if (!values.isEmpty()) {
                throw new GraphException(what + " describes its elements with keys that ONNX does not "
                        + "know: " + values.keySet()
                        + "; known are location, offset, length and checksum");
            }
            return new Location(file, offset, length);
        }

        private static long number(Map<String, String> values, String key, long absent, String what) {
            String text = values.get(key);
            if (text == null) {
                return absent;
            }
            try {
                long number = Long.parseLong(text);
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw wrong(key, text, what, e);
            }
            throw wrong(key, text, what, null);
        }

        private static GraphException wrong(String key, String text, String what, NumberFormatException cause) {
            return new GraphException(
                    "the " + key + " of the elements of " + what + " must be a whole number of at least 0, found '"
                            + text + "': export the model again",
                    cause);
        }
    }
}
