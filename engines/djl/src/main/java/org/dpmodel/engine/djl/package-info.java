/**
 * Runs graphs on whichever engine the Deep Java Library has, by its array operations: portable, and slower than an engine
 * that compiles a graph.
 */
package org.dpmodel.engine.djl;
