/**
 * Graphs on PyTorch, through the Deep Java Library (DJL). A graph becomes one function of TorchScript, which is loaded
 * from memory and called once for each run; DJL's tensors, operations and training are not used.
 */
package org.dpmodel.engine.pytorch;
