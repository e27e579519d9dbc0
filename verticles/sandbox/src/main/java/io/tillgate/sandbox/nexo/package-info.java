/** A terminal and a till that speak nexo over HTTP(S), with faults on demand. */
package io.tillgate.sandbox.nexo;
