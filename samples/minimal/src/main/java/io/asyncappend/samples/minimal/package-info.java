/** The starter alone: two appenders and a bean that uses them to its last breath. */
package io.asyncappend.samples.minimal;
