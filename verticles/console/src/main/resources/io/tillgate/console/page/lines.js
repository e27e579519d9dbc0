// Where the page is shown by the demo, each store's line can be cut and healed from here.
const LOOK_EVERY_MILLIS = 2000;

export class Lines {
  constructor(changed) {
    this.changed = changed;
    this.byStore = new Map();
  }

  /** Asks whether lines can be cut here; a page served by central alone has none, and asks once. */
  async look() {
    try {
      const answer = await fetch('demo/lines');
      if (!answer.ok) return;
      for (const line of await answer.json()) this.byStore.set(line.store, line.up);
      this.changed();
    } catch {
      // The demo is away for a moment; ask again.
    }
    setTimeout(() => this.look(), LOOK_EVERY_MILLIS);
  }

  has(store) { return this.byStore.has(store); }
  isUp(store) { return this.byStore.get(store); }
  isCut(store) { return this.byStore.get(store) === false; }

  async set(store, up) {
    const answer = await fetch(`demo/lines/${encodeURIComponent(store)}`, {
      method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ up }),
    });
    if (answer.ok) this.byStore.set(store, up);
    this.changed();
  }
}
