/** The commands {@code explain} and {@code export-step}: what becomes of a network in an ONNX file. */
package org.dpmodel.cli.network;
