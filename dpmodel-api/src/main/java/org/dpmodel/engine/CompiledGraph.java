package org.dpmodel.engine;

import java.util.List;
import org.dpmodel.graph.ValueInfo;

/**
 * A graph that is ready to run on a device.
 *
 * <p>Threads: any thread may run it, one at a time. A run that begins during another one, and a close during a run, fail
 * with an {@link IllegalStateException}; they never wait. Different graphs run side by side.
 */
public interface CompiledGraph extends AutoCloseable {
    /**
     * What has to be fed.
     *
     * @return names and types, in the order of the model
     */
    List<ValueInfo> inputs();

    /**
     * What is computed.
     *
     * @return names and types, in the order of the model
     */
    List<ValueInfo> outputs();

    /**
     * Computes the outputs from the current content of the input tensors, and writes them to the output tensors before it
     * returns. The tensors are not accessed after the return.
     *
     * <p>Fastest with the same few {@link Tensors} objects each time: what the engine creates for such an object is
     * reused by the next run.
     *
     * <p>While the process ends, a new run waits, as {@link NativeCalls} describes.
     *
     * @param inputs exactly the inputs of the graph
     * @param outputs exactly the outputs of the graph; none of its tensors may be among the inputs
     * @throws EngineException if names or types do not match, or the engine fails
     * @throws IllegalStateException if the graph is closed, or running in another thread
     */
    void run(Tensors inputs, Tensors outputs);

    /**
     * Releases all native resources. A second close does nothing.
     *
     * @throws IllegalStateException if the graph is running in another thread; it stays open
     */
    @Override
    void close();
}
