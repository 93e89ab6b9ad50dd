/** Saved models: ONNX files that any runtime serves, with the privacy statement in their metadata. */
package org.dpmodel.checkpoint;
