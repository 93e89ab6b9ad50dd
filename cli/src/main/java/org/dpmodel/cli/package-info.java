/** The program {@code ./dpmodel}: one class for each command, and what several commands share. */
package org.dpmodel.cli;
