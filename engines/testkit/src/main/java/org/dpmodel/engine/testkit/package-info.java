/**
 * The contract of engines as JUnit suites: the tests of an engine extend {@link
 * org.dpmodel.engine.testkit.EngineContract} and name a device.
 */
package org.dpmodel.engine.testkit;
