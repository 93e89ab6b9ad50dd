package org.dpmodel.engine.reference;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.Engine;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.engine.RunGuard;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.StepGraph;

/**
 * Runs graphs in plain Java and double precision, so that the rules of privacy are tested without native code and
 * without the rounding of an engine. For networks of a few units; float32 tensors only.
 */
public final class ReferenceEngine implements Engine {
    /** The name of the device, for builders. */
    public static final String DEVICE = "reference:cpu";

    /** The name of a device that pretends to be an accelerator, for which steps are compiled in one size. */
    public static final String ACCELERATOR = "reference:cann:0";

    /** A provider option whose value is the remark for the privacy statement. */
    public static final String REMARK = "remark";

    /**
     * A provider option: {@code odd} rounds the norms of odd rows otherwise, {@code odd if large} only those above
     * {@value #LARGE}, {@code odd if rare} about one of 8 of them, {@code random} those of all rows from run to run.
     */
    public static final String ROWS = "rows";

    private static final float LARGE = 200;

    private final GraphTarget graphTarget;

    /** For ordinary tests, and for the service loader. */
    public ReferenceEngine() {
        this(ReferenceTarget.exact());
    }

    /**
     * An engine that wants graphs of another target.
     *
     * @param graphTarget the target
     */
    public ReferenceEngine(GraphTarget graphTarget) {
        this.graphTarget = graphTarget;
    }

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public List<Device> devices() {
        return List.of(Device.cpu(name()), Device.parse(ACCELERATOR));
    }

    @Override
    public List<MissingDevice> missing() {
        return List.of();
    }

    @Override
    public GraphTarget graphTarget(Device device) {
        return graphTarget;
    }

    /** Pretends to compute less exactly where the options say so under {@value #REMARK}. */
    @Override
    public List<String> privacyRemarks(Device device, ExecutionOptions options) {
        return Optional.ofNullable(options.providerOptions().get(REMARK)).stream()
                .toList();
    }

    @Override
    public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
        return new Interpreted(model, options.providerOptions().getOrDefault(ROWS, ""));
    }

    private static final class Interpreted implements CompiledGraph {
        private final OnnxModel model;
        private final ReferenceInterpreter interpreter;
        private final RunGuard guard;
        private final String rows;
        private int runs;

        Interpreted(OnnxModel model, String rows) {
            this.model = model;
            this.rows = rows;
            this.interpreter = new ReferenceInterpreter(model.graph());
            this.guard = new RunGuard("graph " + model.graph().name() + " on " + DEVICE);
        }

        @Override
        public List<ValueInfo> inputs() {
            return model.graph().inputs();
        }

        @Override
        public List<ValueInfo> outputs() {
            return model.graph().outputs();
        }

        @Override
        public void run(Tensors inputs, Tensors outputs) {
            guard.begin();
            try {
                inputs.requireMatch(inputs(), "input");
                outputs.requireMatch(outputs(), "output");
                outputs.requireDisjoint(inputs);
                Map<String, ReferenceTensor> feeds = new LinkedHashMap<>();
                inputs.asMap().forEach((name, tensor) -> feeds.put(name, read(tensor)));
                interpreter.run(feeds).forEach((name, result) -> write(result, outputs.get(name)));
                runs++;
                if (outputs.asMap().containsKey(StepGraph.NORMS)) {
                    roundByRows(outputs.get(StepGraph.NORMS).floats());
                }
            } finally {
                guard.end();
            }
        }

        private void roundByRows(FloatBuffer norms) {
            for (int row = 0; row < norms.limit(); row++) {
                if (isOther(row, norms.get(row))) {
                    norms.put(row, Math.nextUp(norms.get(row)));
                }
            }
        }

        private boolean isOther(int row, float norm) {
            return switch (rows) {
                case "odd" -> row % 2 == 1;
                case "odd if large" -> row % 2 == 1 && norm > LARGE;
                case "odd if rare" -> row % 2 == 1 && Float.floatToIntBits(norm) % 8 == 0;
                case "random" -> (runs + row) % 3 == 0;
                default -> false;
            };
        }

        private static ReferenceTensor read(HostTensor tensor) {
            FloatBuffer floats = tensor.floats();
            double[] elements = new double[floats.limit()];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = floats.get(i);
            }
            return ReferenceTensor.floats(tensor.type().shape(), elements);
        }

        private static void write(ReferenceTensor result, HostTensor tensor) {
            FloatBuffer floats = tensor.floats();
            for (double element : result.toDoubles()) {
                floats.put((float) element);
            }
        }

        @Override
        public void close() {
            guard.close();
        }
    }
}
