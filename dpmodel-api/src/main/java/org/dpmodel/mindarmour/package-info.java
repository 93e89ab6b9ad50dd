/**
 * MindArmour's differential privacy by its names, for people who come from Python: the factories, their defaults and
 * their rules on combinations. They create this library's own objects, which are charged for what they do; see {@code
 * docs/mindarmour.md}.
 */
package org.dpmodel.mindarmour;
