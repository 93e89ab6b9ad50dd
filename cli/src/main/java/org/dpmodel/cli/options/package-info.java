/** What several commands share: options for data, engines and CANN, names on the command line, and wrong usages. */
package org.dpmodel.cli.options;
