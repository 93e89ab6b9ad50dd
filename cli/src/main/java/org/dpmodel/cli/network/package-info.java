/** The commands {@code explain} and {@code export-step}: how the library reads a network in an ONNX file. */
package org.dpmodel.cli.network;
