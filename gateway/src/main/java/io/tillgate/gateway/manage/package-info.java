/** What machines ask a process: is it alive, is it ready, and its figures. */
package io.tillgate.gateway.manage;
