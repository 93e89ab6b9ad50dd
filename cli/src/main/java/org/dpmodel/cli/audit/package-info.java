/** The command that audits a plan. */
package org.dpmodel.cli.audit;
