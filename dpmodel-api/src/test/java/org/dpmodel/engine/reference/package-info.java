/** An engine in plain Java, for tests of the library above it. */
package org.dpmodel.engine.reference;
