package org.dpmodel.engine.pytorch.script;

/** Writes one node of a graph as statements of TorchScript. */
@FunctionalInterface
interface NodeWriter {
    /**
     * Writes the statements, the last of which define the node's outputs.
     *
     * @param node the node with what is known about its inputs
     * @throws org.dpmodel.engine.EngineException if the node has a form that cannot be written
     */
    void write(ScriptNode node);
}
