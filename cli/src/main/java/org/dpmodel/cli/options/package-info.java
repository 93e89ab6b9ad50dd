/** What several commands share: options for data, engines and CANN, names on the command line, and usage errors. */
package org.dpmodel.cli.options;
