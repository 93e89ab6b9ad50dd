/**
 * The slow oracle: graphs computed by plain loops in double precision. It shares no code with the compiler of training
 * steps or with any engine, so an error has to be made twice to remain undetected. {@link
 * org.dpmodel.graph.reference.OperatorCases} lists the node configurations on which engines are compared with it.
 */
package org.dpmodel.graph.reference;
