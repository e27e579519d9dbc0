// Figures and sentences, in the words of people who run stores.
const FRACTIONS = new Map();

function fractionDigits(currency) {
  if (!FRACTIONS.has(currency)) {
    const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
    FRACTIONS.set(currency, options.maximumFractionDigits);
  }
  return FRACTIONS.get(currency);
}

/** Minor units as people write them: 1234, GBP → £12.34. */
export function money(minor, currency) {
  const digits = fractionDigits(currency);
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency }).format(minor / 10 ** digits);
}

export const count = n => new Intl.NumberFormat('en-GB').format(n);

/** 950 ms → "now", 61,000 ms → "1 min". */
export function ago(millis) {
  if (millis < 2500) return 'now';
  const seconds = Math.round(millis / 1000);
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} d ago`;
}

export const plural = (n, one, many) => `${count(n)} ${n === 1 ? one : many}`;

const list = names => names.length <= 3
  ? names.join(names.length === 2 ? ' and ' : ', ')
  : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;

const inStep = n => n === 1 ? 'The store is in step' : n === 2 ? 'Both stores are in step' : `All ${count(n)} stores are in step`;

/** What each kind of open case is, and what to do about it. */
export const CASES = {
  'unknown-result': { name: 'Payments with an unknown result', todo: 'Nothing: the edge reverses or finds out by itself, and the case closes.' },
  'unreversed': { name: 'Reversals refused again and again', todo: 'Call the acquirer with terminal, STAN and amount. The edge goes on trying.' },
  'poison-advice': { name: 'Offline sales that the acquirer does not read', todo: 'Call the acquirer: the money is owed, the message is refused.' },
  'card-number-found': { name: 'Card numbers where none may be', todo: 'Find the till or route named in the case, and stop it there (PCI DSS 12.10.7).' },
  'declined-after-stand-in': { name: 'Offline sales declined afterwards', todo: 'The loss is the store’s. Look at the stand-in limits of that acquirer.' },
};
export const caseWords = kind => CASES[kind] ?? { name: kind, todo: 'See /v1/cases.' };

// While the edge still works on it by itself, nobody needs to be told at the top.
const NEEDS_A_PERSON = kind => kind !== 'unknown-result';

/** What is wrong, if anything, and what to do: {tone, headline, advice}. */
export function verdict({ overview, quiet, connected, lines }) {
  if (!overview) return { tone: 'wait', headline: 'Waiting for the first figures', advice: '' };
  if (quiet || !connected) {
    return { tone: 'bad', headline: 'This page has lost central', advice: 'What you see is old. It will go on by itself when central answers.' };
  }
  const stores = overview.stores;
  if (stores.length === 0) return { tone: 'wait', headline: 'No store has called yet', advice: 'Start an edge whose uplink points here.' };
  const down = stores.filter(store => store.line === 'down');
  const behind = stores.filter(store => store.line !== 'down' && store.backlog > 500);
  const owed = stores.reduce((sum, store) => sum + store.reversalsOwed, 0);
  if (down.length) {
    return {
      tone: 'warn',
      headline: `${list(down.map(store => store.store))} ${down.length === 1 ? 'is' : 'are'} out of reach`,
      advice: 'The store goes on selling and keeps every record. Look at its internet line; it catches up by itself.',
    };
  }
  const cut = stores.filter(store => lines.isCut(store.store));
  if (cut.length) {
    return {
      tone: 'warn',
      headline: `You cut ${list(cut.map(store => store.store))} off`,
      advice: 'The store goes on selling and keeps every record. Central notices when heartbeats stay away.',
    };
  }
  const found = (overview.cases ?? []).filter(each => NEEDS_A_PERSON(each.kind));
  if (found.length) {
    const open = found.reduce((sum, each) => sum + each.open, 0);
    return {
      tone: 'warn',
      headline: `${plural(open, 'case needs', 'cases need')} a person`,
      advice: found.map(each => `${caseWords(each.kind).name}: ${each.open}, in ${each.stores === 1 ? each.store : `${each.stores} stores`}.`).join(' '),
    };
  }
  const late = stores.filter(store => store.line === 'stale');
  if (late.length) return { tone: 'warn', headline: `${list(late.map(store => store.store))} ${late.length === 1 ? 'has' : 'have'} missed heartbeats`, advice: 'Nothing is to be done yet: a slow line looks like this, too.' };
  if (overview.problems > 0) {
    return { tone: 'warn', headline: `${plural(overview.problems, 'record needs', 'records need')} a person`, advice: 'They are stored, but could not be understood. See /v1/problems.' };
  }
  if (behind.length) return { tone: 'warn', headline: `${list(behind.map(store => store.store))} ${behind.length === 1 ? 'is' : 'are'} catching up`, advice: 'Records that waited for the line are on their way.' };
  if (owed > 20) return { tone: 'warn', headline: `${count(owed)} reversals wait for the acquirer`, advice: 'No money is lost. If the number grows, call the acquirer.' };
  return { tone: 'good', headline: inStep(stores.length), advice: '' };
}
