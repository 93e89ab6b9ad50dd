package org.dpmodel.engine.onnxruntime.cann;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The wheel {@code onnxruntime-cann} of the Python Package Index, in which Microsoft publishes ONNX Runtime with its CANN
 * provider. A wheel is a zip file; no Python is needed. Before anything is written, it is checked that the wheel is this
 * package, has each of the three libraries once with the checksums of its own list, was built for this machine's
 * processor, and that no entry names a place outside it.
 */
public final class CannWheel {
    private static final String PACKAGE = "onnxruntime-cann";
    private static final String LIBRARIES = "onnxruntime/capi/";
    private static final Set<String> NOTICES =
            Set.of("onnxruntime/LICENSE", "onnxruntime/ThirdPartyNotices.txt", "onnxruntime/Privacy.md");

    /** The largest library of a release has about 40 MB; anything much larger is a zip bomb. */
    private static final long LARGEST_ENTRY = 1L << 30;

    private static final int MOST_TEXT = 1 << 24;
    private static final int MOST_ENTRIES = 100_000;

    private final Path file;
    private final String version;
    private final String sha256;
    private final String architecture;
    private final Map<String, String> entries;

    private CannWheel(Path file, String version, String sha256, String architecture, Map<String, String> entries) {
        this.file = file;
        this.version = version;
        this.sha256 = sha256;
        this.architecture = architecture;
        this.entries = Map.copyOf(entries);
    }

    /**
     * Reads and checks a wheel.
     *
     * @param file the wheel
     * @return the wheel, for this machine
     * @throws IOException if there is no such file, it is damaged or another package, or it is for another processor; the
     *     message says which and what to do
     */
    public static CannWheel open(Path file) throws IOException {
        return open(file, System.getProperty("os.arch"));
    }

    static CannWheel open(Path file, String machine) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(
                    file + " does not exist: get it with pip download --no-deps " + PACKAGE + "==1.24.4");
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Map<String, ZipEntry> all = entries(file, zip);
            String folder = metadataFolder(file, all.keySet());
            String version = version(file, text(zip, all, folder + "METADATA", file));
            Map<String, String> checksums = WheelRecord.checksums(text(zip, all, folder + "RECORD", file));
            Map<String, String> wanted = wanted(file, all.keySet());
            String architecture = null;
            for (Map.Entry<String, String> entry : wanted.entrySet()) {
                requireChecksum(file, zip, all.get(entry.getValue()), checksums.get(entry.getValue()));
                if (CannInstallations.isLibrary(entry.getKey())) {
                    architecture = architecture(file, zip, all.get(entry.getValue()), machine);
                }
            }
            return new CannWheel(file, version, Checksums.sha256(file), architecture, wanted);
        } catch (ZipException e) {
            throw new IOException(
                    file + " is not a wheel, or is damaged (" + e.getMessage() + "): get it again with pip download "
                            + "--no-deps " + PACKAGE,
                    e);
        }
    }

    /** Every entry, whether it is unpacked or not: if one reaches outside the wheel, the whole wheel is refused. */
    private static Map<String, ZipEntry> entries(Path file, ZipFile zip) throws IOException {
        if (zip.size() > MOST_ENTRIES) {
            throw new IOException(file + " is refused: it has " + zip.size() + " entries, more than " + MOST_ENTRIES);
        }
        Map<String, ZipEntry> entries = new HashMap<>();
        Enumeration<? extends ZipEntry> found = zip.entries();
        while (found.hasMoreElements()) {
            ZipEntry entry = found.nextElement();
            String name = entry.getName();
            boolean absolute = name.startsWith("/") || name.matches("[A-Za-z]:.*");
            if (absolute || name.contains("\\") || List.of(name.split("/")).contains("..")) {
                throw new IOException(file + " is refused: its entry '" + name
                        + "' names a place outside of the wheel, which no real wheel does");
            }
            if (entries.put(name, entry) != null) {
                throw new IOException(file + " is refused: it has the entry '" + name + "' twice");
            }
        }
        return entries;
    }

    private static String metadataFolder(Path file, Set<String> names) throws IOException {
        List<String> folders = names.stream()
                .filter(name -> name.matches("[^/]+\\.dist-info/METADATA"))
                .map(name -> name.substring(0, name.length() - "METADATA".length()))
                .toList();
        if (folders.size() != 1) {
            throw new IOException(
                    file + " is not a wheel: it must have one .dist-info/METADATA, found " + folders.size());
        }
        return folders.get(0);
    }

    private static String version(Path file, String metadata) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line : metadata.lines().takeWhile(line -> !line.isEmpty()).toList()) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                headers.putIfAbsent(
                        line.substring(0, colon), line.substring(colon + 2).strip());
            }
        }
        String name = headers.getOrDefault("Name", "");
        if (!name.toLowerCase(Locale.ROOT).replace('_', '-').equals(PACKAGE)) {
            throw new IOException(file + " must be the package " + PACKAGE + ", found '" + name
                    + "': other builds of ONNX Runtime have no CANN provider");
        }
        String version = headers.getOrDefault("Version", "");
        try {
            CannInstallations.ofUser().folder(version);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " has a malformed version: " + e.getMessage(), e);
        }
        return version;
    }

    private static Map<String, String> wanted(Path file, Set<String> names) throws IOException {
        Map<String, String> wanted = new HashMap<>();
        List<String> cores = new ArrayList<>();
        for (String name : names) {
            String last = name.substring(name.lastIndexOf('/') + 1);
            if (NOTICES.contains(name) || (name.equals(LIBRARIES + last) && CannInstallations.isLibrary(last))) {
                wanted.put(last, name);
                if (CannInstallations.isCore(last)) {
                    cores.add(last);
                }
            }
        }
        Set<String> missing = new HashSet<>(CannInstallations.providers());
        missing.removeAll(wanted.keySet());
        if (!missing.isEmpty() || cores.size() != 1) {
            throw new IOException(file + " must have libonnxruntime.so once, " + CannInstallations.providers() + " in "
                    + LIBRARIES + "; found " + cores + ", missing " + missing
                    + ": take a wheel of onnxruntime-cann 1.22 or later");
        }
        return wanted;
    }

    private static String text(ZipFile zip, Map<String, ZipEntry> all, String name, Path file) throws IOException {
        ZipEntry entry = all.get(name);
        if (entry == null) {
            throw new IOException(file + " is not a wheel: " + name + " is missing");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MOST_TEXT);
            if (in.read() >= 0) {
                throw new IOException(file + " is refused: " + name + " is larger than " + MOST_TEXT + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static void requireChecksum(Path file, ZipFile zip, ZipEntry entry, String expected) throws IOException {
        if (expected == null) {
            throw new IOException(file + " is damaged: its list has no SHA-256 of " + entry.getName());
        }
        try (InputStream in = zip.getInputStream(entry)) {
            String found = Checksums.sha256(in, LARGEST_ENTRY);
            if (!found.equals(expected)) {
                throw new IOException(file + " is damaged: " + entry.getName() + " has SHA-256 " + found
                        + ", and the wheel's own list says " + expected + ": get it again");
            }
        }
    }

    private static String architecture(Path file, ZipFile zip, ZipEntry entry, String machine) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            String found = ElfHeader.architecture(in.readNBytes(ElfHeader.BYTES));
            String wanted = ElfHeader.nameOf(machine);
            if (!found.equals(wanted)) {
                throw new IOException(file + " does not fit this machine: " + entry.getName() + " is for " + found
                        + ", and this is " + wanted + ": take the wheel for Linux " + wanted);
            }
            return found;
        }
    }

    /**
     * The wheel.
     *
     * @return its file
     */
    public Path file() {
        return file;
    }

    /**
     * The version of the package.
     *
     * @return as its metadata has it, for example {@code 1.24.4}
     */
    public String version() {
        return version;
    }

    /**
     * The checksum of the whole file, to be compared with the one published.
     *
     * @return SHA-256 in hexadecimal digits
     */
    public String sha256() {
        return sha256;
    }

    /**
     * The processor of its libraries, which is this machine's.
     *
     * @return {@code x86_64} or {@code aarch64}
     */
    public String architecture() {
        return architecture;
    }

    /** Entries that are unpacked, by the name of the file that each becomes. */
    Map<String, String> entries() {
        return entries;
    }

    /**
     * Unpacks the libraries and notices atomically: into a folder next to the target, which is then moved into place.
     *
     * @param target the folder to create; it may exist if it is empty
     * @return the folder, absolute
     * @throws IOException if the target is not empty, or cannot be written; nothing is left behind
     */
    public Path install(Path target) throws IOException {
        return new Unpacking(target.toAbsolutePath().normalize()).unpack(this);
    }

    static InputStream limited(ZipFile zip, ZipEntry entry) throws IOException {
        return Checksums.limited(zip.getInputStream(entry), LARGEST_ENTRY);
    }
}
