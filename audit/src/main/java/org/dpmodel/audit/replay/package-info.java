/**
 * Record and replay: the same training on adjacent datasets, where the second run continues from what the first one
 * released.
 */
package org.dpmodel.audit.replay;
