/** The command {@code benchmark}: what a step with and without privacy takes on each engine, in time and memory. */
package org.dpmodel.cli.benchmark;
