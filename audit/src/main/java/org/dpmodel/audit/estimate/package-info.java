/** Lower bounds on privacy from scores of records that took part and of records that did not, each with its error. */
package org.dpmodel.audit.estimate;
