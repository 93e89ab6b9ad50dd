package org.dpmodel.cli.train;

import org.dpmodel.cli.options.Usage;
import org.dpmodel.tabular.CsvFormat;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How CSV files are written. */
final class SeparatorOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--separator",
            paramLabel = "C",
            description = "of a table: what stands between two fields, as ';' or tab (default: a comma)")
    private String separator;

    CsvFormat format() {
        if (separator == null) {
            return CsvFormat.standard();
        }
        String text = separator.equalsIgnoreCase("tab") ? "\t" : separator;
        if (text.length() != 1) {
            throw Usage.error(command, "--separator must be one character or tab, found " + separator);
        }
        return Usage.checked(command, () -> CsvFormat.standard().separatedBy(text.charAt(0)));
    }
}
