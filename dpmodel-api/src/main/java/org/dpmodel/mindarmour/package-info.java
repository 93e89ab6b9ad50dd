/**
 * MindArmour's differential privacy by its names, for people who come from Python: the factories, their defaults and their
 * rules of what excludes what. What they make are this library's own parts, which are charged for what they do; see {@code
 * docs/mindarmour.md}.
 */
package org.dpmodel.mindarmour;
