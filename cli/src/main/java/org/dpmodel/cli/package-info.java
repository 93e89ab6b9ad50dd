/**
 * The program {@code ./dpmodel}: its entry point, the list of its commands, and how it answers mistakes. Each command
 * is a class in the package of its subject; a new command is such a class and its line in
 * {@link org.dpmodel.cli.Program}.
 */
package org.dpmodel.cli;
