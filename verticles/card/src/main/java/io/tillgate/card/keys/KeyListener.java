package io.tillgate.card.keys;

/** Is told of every deed on keys, once it is done and durable; on the thread that did it. */
@FunctionalInterface
public interface KeyListener {
  KeyListener NOBODY = event -> {};

  void told(KeyEvent event);
}
