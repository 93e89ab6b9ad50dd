/**
 * Engines, which run graphs. An {@link org.dpmodel.engine.Engine} compiles an ONNX model for one
 * {@link org.dpmodel.engine.Device}; a {@link org.dpmodel.engine.CompiledGraph} computes outputs from inputs, both in
 * {@link org.dpmodel.engine.HostTensor}s allocated once. Engines know nothing of privacy: all of its mathematics is in the graph.
 * {@link org.dpmodel.engine.Engines} finds them on the class path.
 */
package org.dpmodel.engine;
