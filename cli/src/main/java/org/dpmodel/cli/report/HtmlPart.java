package org.dpmodel.cli.report;

/** What an element is made of: its attributes and its content. */
sealed interface HtmlPart permits Html, Html.Attribute {}
