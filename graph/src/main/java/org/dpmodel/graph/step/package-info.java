/** The compiler of training steps: from a network to one static graph that holds a whole step. */
package org.dpmodel.graph.step;
