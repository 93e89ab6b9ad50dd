package org.dpmodel.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyGuarantee;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.PrivacyUnit;
import org.dpmodel.accountant.UnsupportedEventException;
import org.dpmodel.data.ViewNames;
import org.dpmodel.ledger.LedgerRecord;

/**
 * Runs side by side, and their total cost for a person in the data of all of them.
 *
 * @param groups runs on the same data, by the name in their ledgers; subsets of the same data count as the same data
 * @param all the cost for a person who is in the data of every group; empty if there is only one group, or no sum
 */
record Comparison(List<Comparison.Group> groups, Optional<Comparison.Sum> all) {
    /** A placeholder for data that no ledger names. */
    static final String NOT_NAMED = "unnamed data";

    Comparison {
        groups = List.copyOf(groups);
    }

    /**
     * Runs on the same data.
     *
     * @param data its name, without the range of examples
     * @param runs the runs
     * @param sum their total cost; empty if their costs cannot be added
     */
    record Group(String data, List<ReportedRun> runs, Optional<Sum> sum) {
        Group {
            runs = List.copyOf(runs);
        }
    }

    /**
     * The total cost of several releases.
     *
     * @param epsilon upper bound
     * @param delta the delta at which epsilon holds
     * @param accountant the accountant that added them up
     * @param earlier earlier trainings of the weights, before these ledgers, whose epsilons and deltas are simply added
     * @param notes what qualifies the epsilons that were added, and the notes of the accountant, each once
     */
    record Sum(double epsilon, double delta, String accountant, int earlier, List<String> notes) {
        Sum {
            notes = List.copyOf(notes);
        }
    }

    /** What qualifies the epsilons of runs, each sentence once. */
    static Set<String> caveats(List<ReportedRun> runs) {
        Set<String> caveats = new LinkedHashSet<>();
        runs.forEach(run -> caveats.addAll(run.caveats()));
        return caveats;
    }

    /**
     * Compares runs.
     *
     * @throws IllegalArgumentException if two ledgers used the same randomness, so that the sum of their costs is no
     *     bound
     */
    static Comparison of(List<ReportedRun> runs) {
        checkIndependent(runs);
        Map<String, List<ReportedRun>> byData =
                runs.stream().collect(Collectors.groupingBy(Comparison::data, LinkedHashMap::new, Collectors.toList()));
        List<Group> groups = new ArrayList<>();
        byData.forEach((data, members) -> groups.add(new Group(data, members, sum(members))));
        return new Comparison(groups, groups.size() == 1 ? Optional.empty() : sum(runs));
    }

    /**
     * The same key of the data order means the same noise if the runs were seeded, and the same division of the data if one is
     * a copy of the other.
     */
    private static void checkIndependent(List<ReportedRun> runs) {
        Map<String, ReportedRun> seen = new LinkedHashMap<>();
        for (ReportedRun run : runs) {
            for (String order : run.account().runs().stream()
                    .map(LedgerRecord.Run::order)
                    .distinct()
                    .toList()) {
                ReportedRun other = seen.put(order, run);
                if (other != null) {
                    throw new IllegalArgumentException(other.folder() + " and " + run.folder()
                            + " must have independent randomness, found the same key: either they had the same seed, "
                            + "and their noise cancels out between them, or one is a copy of the other; pass one of "
                            + "them, and do not publish both models");
                }
            }
        }
    }

    /** The data of a run, without "[0, 600)": the first 600 are a part of all. */
    private static String data(ReportedRun run) {
        List<String> names = run.account().runs().stream()
                .map(begun -> begun.dataset()
                        .map(name -> ViewNames.withoutCounts(name))
                        .orElse(NOT_NAMED))
                .distinct()
                .sorted()
                .toList();
        return names.isEmpty() ? NOT_NAMED : String.join(" and ", names);
    }

    /** The cost of everything in the ledgers, for someone who is in the data of all of them. */
    static Optional<Sum> sum(List<ReportedRun> runs) {
        // it is not known whether people of two ledgers are the same, or how many records both kept
        boolean ofExamples = runs.stream().allMatch(run -> run.account().unit().equals(PrivacyUnit.example()));
        if (ofExamples
                && isOne(runs, run -> run.ledger().header().adjacency())
                && isOne(runs, ReportedRun::delta)
                && runs.stream().allMatch(Comparison::addsUpWithEarlier)) {
            Adjacency adjacency = runs.get(0).ledger().header().adjacency();
            for (PrivacyAccountant accountant : RunAccount.accountants(adjacency)) {
                try {
                    runs.forEach(run -> accountant.compose(run.total().ledger()));
                } catch (UnsupportedEventException e) {
                    continue;
                }
                return Optional.of(withEarlier(accountant, runs));
            }
        }
        return Optional.empty();
    }

    private static boolean isOne(List<ReportedRun> runs, Function<ReportedRun, Object> value) {
        return runs.stream().map(value).distinct().count() == 1;
    }

    /** An epsilon of another adjacency or unit is not a bound on what this ledger's epsilon bounds. */
    private static boolean addsUpWithEarlier(ReportedRun run) {
        return run.account().earlierOfThesePeople().stream()
                .allMatch(
                        earlier -> earlier.adjacency() == run.ledger().header().adjacency()
                                && earlier.unit().equals(run.account().unit()));
    }

    private static Sum withEarlier(PrivacyAccountant accountant, List<ReportedRun> runs) {
        double delta = runs.get(0).delta();
        PrivacyGuarantee guarantee = accountant.guarantee(delta);
        Set<String> notes = caveats(runs);
        notes.addAll(guarantee.notes());
        double epsilon = guarantee.epsilon();
        int count = 0;
        for (ReportedRun run : runs) {
            for (PrivacyStatement earlier : run.account().earlierOfThesePeople()) {
                // Math.nextUp: the sum of two doubles may be rounded down
                epsilon = Math.nextUp(epsilon + earlier.epsilon());
                delta = Math.nextUp(delta + earlier.delta());
                count++;
            }
        }
        return new Sum(epsilon, Math.min(1, delta), accountant.name(), count, List.copyOf(notes));
    }
}
