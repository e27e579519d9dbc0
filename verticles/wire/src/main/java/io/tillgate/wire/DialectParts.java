package io.tillgate.wire;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a dialect file says, once it is found to be consistent.
 *
 * @param others sections that others read, each time from its beginning
 */
record DialectParts(
    String name,
    Edition edition,
    Framing framing,
    byte[] tpdu,
    byte[] header,
    byte[] trailer,
    Encoding mtiEncoding,
    Encoding bitmapEncoding,
    int bitmapFields,
    List<Field> fields,
    MessageTypes messages,
    Matching matching,
    AnswerCodes answers,
    long answerMillis,
    ReversalRule reversal,
    RetryPace retry,
    NetworkRule network,
    Map<String, Supplier<YamlSection>> others) {}
