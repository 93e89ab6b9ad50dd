/** Audits as JUnit tests. Needs JUnit Jupiter 5 on the class path, which this artifact does not include. */
package org.dpmodel.audit.junit;
