package org.dpmodel.cli.report;

/** A part of an element: an attribute, or content. */
sealed interface HtmlPart permits Html, Html.Attribute {}
