/** An acquirer's host that speaks ISO 8583, keeps books, and misbehaves on demand. */
package io.tillgate.sandbox.acquirer;
