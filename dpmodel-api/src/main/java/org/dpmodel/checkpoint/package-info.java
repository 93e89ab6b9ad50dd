/** Saved models: ONNX files that any runtime can serve, with the privacy statement in their metadata. */
package org.dpmodel.checkpoint;
