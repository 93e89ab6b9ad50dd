package org.dpmodel.cli.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dpmodel.cli.options.EngineOptions;
import org.dpmodel.cli.options.LossName;
import org.dpmodel.cli.options.OutputFile;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.clipping.FlatClipping;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.step.LogitsCheck;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.graph.step.StepOptions;
import org.dpmodel.nn.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Writes the graph of a private training step as ONNX. */
@Command(
        name = "export-step",
        description = "Writes the graph of a network's private step: losses, norms and sums of clipped gradients.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ./dpmodel export-step model.onnx --batch 64 --loss cross-entropy -o step.onnx"})
public final class ExportStepCommand implements Callable<Integer> {
    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    @Mixin
    private NetworkFile file;

    @Mixin
    private EngineOptions engine;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "examples (default: ${DEFAULT-VALUE})")
    private int batch;

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            defaultValue = "cross-entropy",
            description = "cross-entropy (of logits) or squared-error (default: ${DEFAULT-VALUE})")
    private String loss;

    @Option(
            names = {"-o", "--to"},
            paramLabel = "STEP",
            required = true,
            description = "the file to write, replaced if it exists")
    private Path target;

    @Override
    public Integer call() throws IOException {
        Loss chosen = LossName.parse(command, loss);
        if (batch < 1) {
            throw Usage.error(command, "--batch must be at least 1, found " + batch);
        }
        OutputFile.check(command, target, file.path());
        Network network = file.read();
        LogitsCheck.check(network.graph(), chosen);
        StepGraph step = StepCompiler.compile(
                network.graph(),
                chosen,
                new StepOptions(engine.find().graphTarget(), new Units(batch, 1), Optional.of(new FlatClipping())));
        // Frozen weights are part of the step, and so are the costs of their trainings.
        OutputFile.write(
                target,
                OnnxFormat.write(new OnnxModel(
                        step.model().graph(),
                        step.model().opset(),
                        network.earlier().metadata())));
        for (ValueInfo input : step.model().graph().inputs()) {
            program.out().println("input  " + input.name() + " " + input.type());
        }
        for (ValueInfo output : step.model().graph().outputs()) {
            program.out().println("output " + output.name() + " " + output.type());
        }
        program.out().println("wrote " + target);
        return 0;
    }
}
