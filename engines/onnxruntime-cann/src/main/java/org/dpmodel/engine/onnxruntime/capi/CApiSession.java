package org.dpmodel.engine.onnxruntime.capi;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.List;

/**
 * A model that is loaded and can be run. The arguments of a run are reused by the next one, so that a run allocates next
 * to nothing and is one native call. For one thread at a time. Close it.
 */
final class CApiSession extends CApiObject {
    private static final int INPUTS = 3;
    private static final int OUTPUTS = 7;

    private final Function run;
    private final NativeTexts inputNames;
    private final NativeTexts outputNames;
    private final Object[] arguments;

    private CApiSession(CApi api, Pointer session, List<String> inputs, List<String> outputs) {
        super(api, session, CApiFunction.RELEASE_SESSION);
        this.run = api.function(CApiFunction.RUN);
        this.inputNames = new NativeTexts(inputs);
        this.outputNames = new NativeTexts(outputs);
        Pointer defaultRunOptions = null;
        this.arguments = new Object[] {
            session,
            defaultRunOptions,
            inputNames.pointer(),
            null,
            (long) inputNames.size(),
            outputNames.pointer(),
            (long) outputNames.size(),
            null
        };
    }

    /**
     * Loads a model.
     *
     * @param environment the environment
     * @param model content of an ONNX file; copied
     * @param options which providers, and how
     * @param inputs names of all inputs, in the order in which tensors are passed to runs
     * @param outputs likewise of the outputs
     * @throws CApiException if the core or its provider refuses the model
     */
    static CApiSession create(
            CApiEnvironment environment,
            byte[] model,
            CApiSessionOptions options,
            List<String> inputs,
            List<String> outputs) {
        try (Memory bytes = new Memory(Math.max(1, model.length))) {
            bytes.write(0, model, 0, model.length);
            Pointer session = environment
                    .api()
                    .create(
                            CApiFunction.CREATE_SESSION_FROM_ARRAY,
                            environment.pointer(),
                            bytes,
                            (long) model.length,
                            options.pointer());
            return new CApiSession(environment.api(), session, inputs, outputs);
        }
    }

    /** Computes the outputs from the inputs, both in place. */
    void run(CApiTensors inputs, CApiTensors outputs) {
        pointer();
        arguments[INPUTS] = inputs.pointer();
        arguments[OUTPUTS] = outputs.pointer();
        api().check(run.invokeLong(arguments));
    }

    @Override
    public void close() {
        super.close();
        inputNames.close();
        outputNames.close();
    }
}
