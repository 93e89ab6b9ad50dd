/** The proof that examples do not mix inside a network: what each value's rows depend on. */
package org.dpmodel.graph.isolation;
