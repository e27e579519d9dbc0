/** Between the parties: lines that can be cut, certificates, a till's back office. */
package io.tillgate.sandbox.net;
