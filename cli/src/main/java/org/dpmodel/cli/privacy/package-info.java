/** The command {@code privacy}: what a run costs, and what a budget buys, by each accountant, as text, JSON and plot. */
package org.dpmodel.cli.privacy;
