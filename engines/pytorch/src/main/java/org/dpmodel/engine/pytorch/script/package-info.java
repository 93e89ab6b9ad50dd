/**
 * From a graph to TorchScript: {@link org.dpmodel.engine.pytorch.script.TorchScript} writes a graph as the text of one
 * function, {@link org.dpmodel.engine.pytorch.script.ScriptArchive} packs it as PyTorch reads it. One class for each
 * family of operators; a new operator is one line in its family. No native code here.
 */
package org.dpmodel.engine.pytorch.script;
