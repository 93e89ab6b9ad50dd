package org.dpmodel.graph.onnx;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Names of what the bodies of functions, branches and loops store. Within the rounds of a loop, each place stores it once for
 * all rounds: a weight there is one weight. Mutable, for one file.
 */
final class RoundStore {
    /** How a round's nodes are named behind the name of their loop. */
    static final String ROUND = "/unrolled_round_";

    private static final Pattern NUMBER = Pattern.compile(ROUND + "\\d+(?=/|$)");

    private final Names names;
    private final Map<String, String> stored = new HashMap<>();
    private Map<String, Integer> visits = new HashMap<>();
    /** The loop whose round is being written; empty outside of loops. */
    private String loop = "";

    RoundStore(Names names) {
        this.names = names;
    }

    /**
     * Writes one round of a loop.
     *
     * @param visited the loop, as {@link #visit} says
     * @param write writes the round's nodes
     */
    void inRound(String visited, Runnable write) {
        Map<String, Integer> visitsBefore = visits;
        String loopBefore = loop;
        visits = new HashMap<>();
        loop = visited;
        write.run();
        visits = visitsBefore;
        loop = loopBefore;
    }

    /** Whether a round of a loop is being written. */
    boolean isInRound() {
        return !loop.isEmpty();
    }

    /**
     * A body that is about to be written. Nodes may have equal names, but are visited in the same order in all rounds.
     *
     * @param place the node that has the body
     * @return the same in all rounds, another for every body in a round
     */
    String visit(String place) {
        String key = loop + ":" + NUMBER.matcher(place).replaceAll("");
        return key + "#" + visits.merge(key, 1, Integer::sum);
    }

    /**
     * The name of what a body stores.
     *
     * @param visited the body, as {@link #visit} says
     * @param place the node that has the body
     * @param name its name in the body
     * @param write stores it by its new name, unless an earlier round has done so
     * @return the new name
     */
    String name(String visited, String place, String name, Consumer<String> write) {
        String known = isInRound() ? stored.get(visited + "/" + name) : null;
        if (known == null) {
            known = names.fresh(place + "/" + name);
            stored.put(visited + "/" + name, known);
            write.accept(known);
        }
        return known;
    }
}
