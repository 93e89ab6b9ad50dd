/** Completion of commands in shells. */
package org.dpmodel.cli.completion;
