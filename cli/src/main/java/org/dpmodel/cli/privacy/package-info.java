/**
 * The command {@code privacy}: what a run costs and what a budget allows, by each accountant, as text, JSON and plot.
 */
package org.dpmodel.cli.privacy;
