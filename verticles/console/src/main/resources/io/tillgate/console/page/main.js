// Keeps the page in step with central: one stream of overviews, drawn whole each time.
import { render } from 'lit-html';
import { page } from './page.js';
import { Lines } from './lines.js';

const STALE_AFTER_MILLIS = 5000;
const REOPEN_AFTER_MILLIS = 2000;
const HISTORY_SECONDS = 90;
// Figures that come in clumps would make the rate jump; five seconds calm it and still show a stop.
const RATE_OVER_SECONDS = 5;

const root = document.getElementById('page');
const state = { overview: null, heardAt: 0, connected: false, history: new Map(), lines: new Lines(() => draw()) };

function draw() {
  const quiet = Date.now() - state.heardAt > STALE_AFTER_MILLIS;
  render(page({ ...state, quiet }), root);
}

function remember(overview) {
  for (const store of overview.stores) {
    const points = state.history.get(store.store) ?? [];
    points.push({ at: Date.parse(overview.time), events: store.events });
    while (points.length > HISTORY_SECONDS) points.shift();
    state.history.set(store.store, points);
  }
}

/** Events per second that reached central, a figure a second, oldest first. */
export function rates(points) {
  return points.map((point, i) => {
    const before = points[Math.max(0, i - RATE_OVER_SECONDS)];
    const seconds = (point.at - before.at) / 1000;
    return seconds > 0 ? (point.events - before.events) / seconds : 0;
  });
}
state.rates = store => rates(state.history.get(store) ?? []);

function listen() {
  const stream = new EventSource('v1/live');
  stream.onopen = () => { state.connected = true; draw(); };
  stream.onerror = () => {
    state.connected = false;
    draw();
    // A lost connection the browser takes up again; an answer that is no stream (502, 503) ends it for good.
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, REOPEN_AFTER_MILLIS);
  };
  stream.onmessage = message => {
    state.overview = JSON.parse(message.data);
    state.heardAt = Date.now();
    state.connected = true;
    remember(state.overview);
    draw();
  };
}

draw();
listen();
setInterval(draw, 1000);
state.lines.look();
