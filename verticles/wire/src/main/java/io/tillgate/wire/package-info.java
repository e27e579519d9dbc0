/** ISO 8583, BER-TLV, framing, tracks, finding card numbers: functions over bytes. */
package io.tillgate.wire;
