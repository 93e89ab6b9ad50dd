/**
 * Runs graphs on any engine of the Deep Java Library, with its array operations: portable, and slower than an engine that
 * compiles a graph.
 */
package org.dpmodel.engine.djl;
