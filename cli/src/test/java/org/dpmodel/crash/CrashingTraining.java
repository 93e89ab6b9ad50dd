package org.dpmodel.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Scanner;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.Resumption;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callbacks.ModelCheckpoint;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.SamplingSchemes;

/**
 * The program that is killed: it begins or continues a run, saves all that it can after each step, and says where it
 * is. It has no shutdown hook. Lines: {@code begins}, {@code resumed STEPS LOST}, {@code step N}, {@code done N}; an error is a line of its message.
 */
final class CrashingTraining {
    static final int EPOCHS = 60;
    static final int STEPS_PER_EPOCH = 10;
    private static final int EXAMPLES = 40;

    private CrashingTraining() {}

    /**
     * Arguments: the folder of the run, that of the checkpoints, the number of epochs, the
     * units of the network, which make its files small or large, the largest file in bytes or 0, the bands of correlated noise or 0.
     */
    public static void main(String[] arguments) {
        exitOnRequest();
        Path run = Path.of(arguments[0]);
        Path checkpoints = Path.of(arguments[1]);
        int epochs = Integer.parseInt(arguments[2]);
        int units = Integer.parseInt(arguments[3]);
        DPModelBuilder settings = settings(units, Integer.parseInt(arguments[5]));
        boolean resumable = DPModel.isResumable(run);
        try (DPModel model = (resumable ? settings : settings.directory(run)).build()) {
            if (resumable) {
                Resumption resumption = model.resume(run);
                say("resumed " + resumption.steps() + " " + resumption.lostSteps());
            } else {
                say("begins");
            }
            limitFiles(arguments[4]);
            model.train(
                    epochs, dataset(), List.of(ModelCheckpoint.every(1).keep(3).in(checkpoints), new Callback() {
                        @Override
                        public void onTrainStepEnd(RunContext context) {
                            say("step " + context.step());
                        }
                    }));
            say("done " + model.steps());
        } catch (RuntimeException | IOException e) {
            say("error " + e.getMessage());
            System.exit(1);
        }
    }

    /** A line {@code exit N} of the input ends the process from another thread than the one that trains. */
    private static void exitOnRequest() {
        Thread reading = new Thread(() -> {
            Scanner input = new Scanner(System.in, StandardCharsets.UTF_8);
            if (input.hasNext() && input.next().equals("exit")) {
                System.exit(input.nextInt());
            }
        });
        reading.setDaemon(true);
        reading.start();
    }

    /** From now on writing fails beyond this size, as it does on a full disk: not earlier, as native code is unpacked first. */
    private static void limitFiles(String bytes) throws IOException {
        if (!bytes.equals("0")) {
            String self = Long.toString(ProcessHandle.current().pid());
            Process limiting = new ProcessBuilder("prlimit", "--pid", self, "--fsize=" + bytes).start();
            try {
                if (limiting.waitFor() != 0) {
                    throw new IOException("prlimit failed with " + limiting.exitValue());
                }
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static DPModelBuilder settings(int units, int bands) {
        int batch = EXAMPLES / STEPS_PER_EPOCH;
        DPModelBuilder settings = DPModel.builder(
                        MultilayerPerceptron.network(new long[] {4}, units, 2), Losses.softmaxCrossEntropy())
                .accountant(RdpAccountant::new)
                .optimizer(Optimizers.momentum(0.1, 0.9))
                .saveStateEvery(1);
        return bands > 0
                ? settings.clipping(ClipMechanisms.fixed(1))
                        .noise(NoiseMechanisms.banded(1, bands))
                        .sampling(SamplingSchemes.cyclic(batch, bands))
                : settings.clipping(ClipMechanisms.adaptive()
                                .fractionStandardDeviation(1)
                                .build())
                        .noise(NoiseMechanisms.gaussian(1))
                        .sampling(SamplingSchemes.poisson(batch));
    }

    private static Dataset dataset() {
        Random random = new Random(1);
        float[][] features = new float[EXAMPLES][4];
        int[] labels = new int[EXAMPLES];
        Arrays.setAll(labels, i -> i % 2);
        for (float[] row : features) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return ArrayDataset.classification("crash", features, new long[] {4}, labels, 2);
    }
}
