package org.dpmodel.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The content of a ledger.
 *
 * @param header the run that it is kept for
 * @param records its records, in order
 * @param marks the checksums of its lines, each of which covers all lines before it
 */
public record LedgerContent(LedgerHeader header, List<LedgerRecord> records, Set<String> marks) {
    /** Copies the collections. */
    public LedgerContent {
        records = List.copyOf(records);
        marks = Set.copyOf(marks);
    }

    /**
     * Reads a ledger, whether or not a run is writing it. A last line without a line feed was cut off by a crash before
     * the result that it would have paid for was used: it does not count.
     *
     * @param file the ledger
     * @return its content
     * @throws LedgerException if it cannot be read, or a line is damaged, missing or out of order
     */
    public static LedgerContent read(Path file) {
        return parse(file, bytes(file), new LedgerLines());
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new LedgerException(
                    "cannot read the ledger " + file + " (" + e + "): pass the folder of an existing run", e);
        }
    }

    /** Bytes up to and including the last line feed. */
    static int complete(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    static LedgerContent parse(Path file, byte[] bytes, LedgerLines lines) {
        String[] texts = new String(bytes, 0, complete(bytes), StandardCharsets.UTF_8).split("\n", -1);
        LedgerHeader header = null;
        List<LedgerRecord> records = new ArrayList<>();
        Set<String> marks = new HashSet<>();
        long steps = 0;
        for (int i = 0; i < texts.length - 1; i++) {
            try {
                JsonNode json = lines.parse(texts[i]);
                marks.add(lines.mark());
                if (i == 0) {
                    header = LedgerLines.header(json);
                    continue;
                }
                LedgerRecord record = LedgerLines.record(json);
                if (record instanceof LedgerRecord.Step step && step.step() != steps++) {
                    throw new IllegalArgumentException(
                            "it records step " + step.step() + " where step " + (steps - 1) + " must be");
                }
                records.add(record);
            } catch (JsonProcessingException | IllegalArgumentException e) {
                throw new LedgerException(
                        "line " + (i + 1) + " of the ledger " + file + " is damaged (" + e.getMessage()
                                + "): what was spent is no longer known; restore the file, or treat the model as not "
                                + "private",
                        e);
            }
        }
        if (header == null) {
            throw new LedgerException("the ledger " + file + " is empty: no run has begun in this folder; start a "
                    + "run there instead of resuming one");
        }
        return new LedgerContent(header, records, marks);
    }

    /**
     * The number of steps charged.
     *
     * @return at least 0
     */
    public long steps() {
        return records.stream().filter(LedgerRecord.Step.class::isInstance).count();
    }

    /**
     * Whether a run began with a key of the data order.
     *
     * @param order the key's digest
     * @return true if a run with it is recorded
     */
    public boolean hasRunOf(String order) {
        return records.stream()
                .anyMatch(record ->
                        record instanceof LedgerRecord.Run run && run.order().equals(order));
    }
}
