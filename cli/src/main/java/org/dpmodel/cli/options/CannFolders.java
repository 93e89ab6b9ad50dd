package org.dpmodel.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options for the locations of the libraries for Ascend NPUs. */
public final class CannFolders {
    /** The property from which the CANN driver reads the folder of ONNX Runtime's CANN provider. */
    public static final String HOME = "dpmodel.cann.home";

    /** The property for the folder of Huawei's CANN toolkit. */
    public static final String TOOLKIT = "dpmodel.cann.toolkit";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--cann-home",
            paramLabel = "DIR",
            description = "ONNX Runtime's CANN provider (default: DPMODEL_CANN_HOME, or by cann install)")
    private Path home;

    @Option(
            names = "--cann-toolkit",
            paramLabel = "DIR",
            description = "Huawei's CANN toolkit (default: found by the system's loader)")
    private Path toolkit;

    /**
     * Passes the folders to the driver, which reads system properties.
     *
     * @throws picocli.CommandLine.ParameterException if a folder does not exist
     */
    public void apply() {
        set(HOME, "--cann-home", home);
        set(TOOLKIT, "--cann-toolkit", toolkit);
    }

    private void set(String property, String option, Path folder) {
        if (folder == null) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw Usage.error(command, option + " must be a folder, found " + folder);
        }
        System.setProperty(property, folder.toAbsolutePath().toString());
    }
}
