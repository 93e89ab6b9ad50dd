/** Record and replay: the same training on adjacent datasets, where the second one goes on with what the first one released. */
package org.dpmodel.audit.replay;
