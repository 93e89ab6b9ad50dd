package org.dpmodel.cli;

import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** The names of options in other libraries, for users who try those names first. */
final class ForeignNames {
    private static final Map<String, String> OURS = Map.ofEntries(
            Map.entry("lr", "--learning-rate"),
            Map.entry("max-grad-norm", "--clipping-norm"),
            Map.entry("max-per-sample-grad-norm", "--clipping-norm"),
            Map.entry("l2-norm-clip", "--clipping-norm"),
            Map.entry("norm-bound", "--clipping-norm"),
            Map.entry("clip", "--clipping-norm"),
            Map.entry("sigma", "--noise-multiplier"),
            Map.entry("noise-scale", "--noise-multiplier"),
            Map.entry("initial-noise-multiplier", "--noise-multiplier"),
            Map.entry("epsilon", "--target-epsilon"),
            Map.entry("eps", "--target-epsilon"),
            Map.entry("target-delta", "--delta"),
            Map.entry("microbatches", "--micro-batches"),
            Map.entry("num-microbatches", "--micro-batches"),
            Map.entry("lot-size", "--batch-size"),
            Map.entry("batch", "--batch-size"),
            Map.entry("sample-rate", "--sampling-probability"),
            Map.entry("num-epochs", "--epochs"),
            Map.entry("iterations", "--steps"),
            Map.entry("num-samples", "--examples"),
            Map.entry("device", "--engine"),
            Map.entry("device-target", "--engine"),
            Map.entry("test-size", "--hold-out"),
            Map.entry("class-weight", "--class-weights"),
            Map.entry("data-dir", "--data-path"),
            Map.entry("random-state", "--seed"),
            Map.entry("disable-dp", "--without-privacy"),
            Map.entry("encoding", "--charset"),
            Map.entry("sep", "--separator"),
            Map.entry("delimiter", "--separator"));

    private ForeignNames() {}

    /** The name of an option here; empty if the command has no option of that meaning. */
    static Optional<String> ours(String argument, CommandSpec command) {
        String name = argument.replaceFirst("^-+", "").replaceFirst("=.*", "").replace('_', '-');
        return Optional.ofNullable(OURS.get(name)).filter(option -> command.findOption(option) != null);
    }
}
