/** A network: a graph from one input to one output, some of whose initializers are trained. */
package org.dpmodel.graph.network;
