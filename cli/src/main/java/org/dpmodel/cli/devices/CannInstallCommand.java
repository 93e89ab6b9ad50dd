package org.dpmodel.cli.devices;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dpmodel.engine.onnxruntime.cann.CannInstallations;
import org.dpmodel.engine.onnxruntime.cann.CannWheel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Unpacks the wheel in which the provider is published, without Python. */
@Command(
        name = "install",
        description = "Checks a wheel onnxruntime_cann-*.whl and unpacks its libraries.",
        mixinStandardHelpOptions = true)
final class CannInstallCommand implements Callable<Integer> {
    @ParentCommand
    private CannCommand parent;

    @Parameters(paramLabel = "WHEEL", description = "the wheel, from pip download --no-deps onnxruntime-cann==1.24.4")
    private Path wheel;

    @Option(
            names = "--into",
            paramLabel = "DIR",
            description = "empty or new folder for the libraries (default: ~/.dpmodel/cann/VERSION)")
    private Path into;

    @Override
    public Integer call() throws IOException {
        CannWheel checked = CannWheel.open(wheel);
        CannInstallations user = CannInstallations.ofUser();
        Path folder = checked.install(into == null ? user.folder(checked.version()) : into);
        PrintStream out = parent.program().out();
        out.println("wheel    " + wheel.getFileName());
        out.println("sha256   " + checked.sha256());
        out.println("version  " + checked.version() + " for " + checked.architecture());
        out.println("folder   " + folder);
        boolean found = user.newest().filter(folder::equals).isPresent();
        String home = found ? "" : " --cann-home " + folder;
        out.println("Next: ./dpmodel devices" + home + "    shows whether Huawei's CANN toolkit and an NPU are found");
        return 0;
    }
}
