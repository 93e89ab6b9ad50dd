package org.dpmodel.cli.network;

import org.dpmodel.cli.options.Names;
import org.dpmodel.graph.network.NormalizationFix;
import picocli.CommandLine.ITypeConverter;

/** What normalizations are replaced with, by its name on the command line. */
enum FixKind {
    GROUP_NORM("group-norm", NormalizationFix.Kind.GROUP_NORM),
    FROZEN("frozen", NormalizationFix.Kind.FROZEN),
    EPSILON("epsilon", NormalizationFix.Kind.EPSILON);

    private final String optionValue;
    private final NormalizationFix.Kind kind;

    FixKind(String optionValue, NormalizationFix.Kind kind) {
        this.optionValue = optionValue;
        this.kind = kind;
    }

    NormalizationFix.Kind kind() {
        return kind;
    }

    /** What it replaces, for the message that nothing was found to replace. */
    String fault() {
        return this == EPSILON ? "normalization whose epsilon is 0 or negative" : "BatchNormalization in training mode";
    }

    @Override
    public String toString() {
        return optionValue;
    }

    /** Finds a value by its name. */
    static final class Converter implements ITypeConverter<FixKind> {
        @Override
        public FixKind convert(String name) {
            return Names.find(name, FixKind.values());
        }
    }
}
