package io.tillgate.wire;

import java.util.List;

/** What a dialect file says, once it is found to be consistent. */
record DialectParts(
    String name,
    Edition edition,
    Framing framing,
    byte[] tpdu,
    byte[] header,
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
    NetworkRule network) {}
