/**
 * The slow oracle: graphs computed by plain loops in double precision. Shapes, derivatives and lowerings share no code
 * with it, and neither does any engine, so an error in these has to be made twice to remain undetected. The compiler does
 * fold constants with it, and follows numbers that come from the batch size. {@link
 * org.dpmodel.graph.reference.OperatorCases} lists the node configurations on which engines are compared with it.
 */
package org.dpmodel.graph.reference;
