import { html, svg, nothing } from 'lit-html';
import { ago, caseWords, count, money, plural, verdict } from './words.js';

export function page(state) {
  const said = verdict(state);
  return html`
    <header>
      <img src="page/mark.svg" alt="" width="28" height="28">
      <span class="name">Tillgate</span>
      ${nodes(state.overview)}
    </header>
    <section class="verdict ${said.tone}" role="status">
      <h1>${said.headline}</h1>
      ${said.advice ? html`<p>${said.advice}</p>` : nothing}
    </section>
    ${state.overview ? body(state) : nothing}`;
}

function nodes(overview) {
  if (!overview) return nothing;
  return html`<span class="nodes">${overview.nodes.map(node => html`
    <span class="node" title="${plural(node.shards, 'shard', 'shards')}, up since ${node.since}">
      <i class="dot ${node.shards > 0 ? 'good' : 'idle'}"></i>${node.id}</span>`)}</span>`;
}

function body(state) {
  const { overview, quiet } = state;
  return html`
    <div class="${quiet ? 'old' : ''}">
      ${openCases(overview)}
      <section class="stores">${overview.stores.map(store => storeCard(store, state))}</section>
      <div class="columns">
        ${latestSales(overview)}
        ${latestPayments(overview)}
      </div>
    </div>`;
}

function openCases(overview) {
  const open = overview.cases ?? [];
  if (open.length === 0) return nothing;
  return html`
    <section class="latest cases">
      <h3>Open cases</h3>
      <table><tbody>${open.map(each => html`
        <tr>
          <td class="count">${count(each.open)}</td>
          <td class="case">${caseWords(each.kind).name}<small>${each.stores === 1 ? each.store : plural(each.stores, 'store', 'stores')}, oldest ${ago(Date.parse(overview.time) - Date.parse(each.oldest))}</small>
            <p>${caseWords(each.kind).todo}</p></td>
        </tr>`)}</tbody></table>
    </section>`;
}

const LINE_WORDS = { up: 'line up', stale: 'no heartbeat', down: 'line down', never: 'never called' };
const LINE_TONES = { up: 'good', stale: 'warn', down: 'bad', never: 'idle' };

// What was cut from this page is said at once; central finds out by missing heartbeats.
const lineTold = (store, lines) => lines.isCut(store.store) && store.line !== 'down'
  ? { tone: 'warn', words: 'line cut here' }
  : { tone: LINE_TONES[store.line], words: LINE_WORDS[store.line] };

function storeCard(store, state) {
  const rates = state.rates(store.store);
  const now = rates.length ? rates[rates.length - 1] : 0;
  const line = lineTold(store, state.lines);
  return html`
    <article class="store ${line.tone}">
      <div class="head">
        <h2>${store.store}</h2>
        <span class="line"><i class="dot ${line.tone}"></i>${line.words}</span>
        ${lineButton(store, state.lines)}
      </div>
      ${sparkline(rates)}
      <dl class="figures">
        ${figure('records/s', now < 10 ? now.toFixed(1) : count(Math.round(now)))}
        ${waiting(store)}
        ${figure('heartbeat', store.lastHeartbeatMillis == null ? 'never' : ago(store.lastHeartbeatMillis))}
        ${figure('reversals owed', count(store.reversalsOwed), store.reversalsOwed > 0 ? 'warn' : '')}
      </dl>
      ${store.totals.map(total => html`
        <dl class="totals">
          ${sum('Sales', total.sales, total.salesMinor, total.currency)}
          ${sum('Refunds', total.refunds, total.refundsMinor, total.currency)}
          ${sum('Card payments', total.payments, total.paymentsMinor, total.currency)}
        </dl>`)}
      ${exposure(store)}
    </article>`;
}

// What the store answers for until the acquirer has been told, as its boxes last said.
function exposure(store) {
  const told = (store.edges ?? []).map(edge => edge.offline).filter(offline => offline?.count > 0);
  if (told.length === 0) return nothing;
  const sums = new Map();
  for (const offline of told) {
    for (const [currency, minor] of Object.entries(offline.sumsMinor)) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  }
  const oldest = Math.min(...told.map(offline => offline.oldestMillis));
  const sales = told.reduce((all, offline) => all + offline.count, 0);
  return html`
    <p class="exposure">Approved offline, acquirer not told yet: <b>${[...sums].map(([currency, minor]) => money(minor, currency)).join(' + ')}</b>
      in ${plural(sales, 'sale', 'sales')}, the oldest ${ago(Date.now() - oldest)}</p>`;
}

// A store out of reach cannot say how much it holds; its last word would be read as the present.
const waiting = store => store.line === 'down'
  ? figure('waiting in store', 'not known')
  : figure('waiting in store', count(store.backlog), store.backlog > 500 ? 'warn' : '');

const figure = (label, value, tone = '') => html`<div class="${tone}"><dt>${label}</dt><dd>${value}</dd></div>`;
const sum = (label, n, minor, currency) => html`<div><dt>${label}</dt><dd>${money(minor, currency)} <small>${count(n)}</small></dd></div>`;

function lineButton(store, lines) {
  if (!lines.has(store.store)) return nothing;
  const up = lines.isUp(store.store);
  return html`<button @click=${() => lines.set(store.store, !up)}>${up ? 'Cut the line' : 'Heal the line'}</button>`;
}

const WIDTH = 300, HEIGHT = 44;

function sparkline(rates) {
  if (rates.length < 2) return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}"></svg>`;
  const top = Math.max(5, ...rates);
  const step = WIDTH / 89;
  const left = WIDTH - (rates.length - 1) * step;
  const points = rates.map((rate, i) => `${(left + i * step).toFixed(1)},${(HEIGHT - 2 - rate / top * (HEIGHT - 6)).toFixed(1)}`);
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="records per second over the last minute and a half">
    ${svg`<polygon points="${left.toFixed(1)},${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}"></polygon>
          <polyline points="${points.join(' ')}"></polyline>`}</svg>`;
}

const clock = text => text.slice(11, 19);

function latestSales(overview) {
  return html`
    <section class="latest">
      <h3>Latest sales and refunds</h3>
      <table><tbody>${overview.sales.map(sale => html`
        <tr class="${sale.kind}">
          <td class="time">${clock(sale.time)}</td>
          <td>${sale.store}<small>${sale.till}</small></td>
          <td class="what">${sale.kind === 'refund' ? 'refund' : plural(sale.lines, 'line', 'lines')}</td>
          <td class="tender">${sale.tenders.join(' + ')}</td>
          <td class="amount">${sale.kind === 'refund' ? '−' : ''}${money(sale.totalMinor, sale.currency)}</td>
        </tr>`)}</tbody></table>
      ${overview.sales.length ? nothing : html`<p class="none">None yet.</p>`}
    </section>`;
}

const RESULT_WORDS = { APPROVED: 'approved', PARTIALLY_APPROVED: 'in part', APPROVED_OFFLINE: 'approved offline', DECLINED: 'declined', TIMED_OUT: 'timed out', LINK_LOST: 'link lost', INTERRUPTED: 'interrupted', NOT_SENT: 'not sent' };

function latestPayments(overview) {
  return html`
    <section class="latest payments">
      <h3>Latest card payments</h3>
      <table><tbody>${overview.payments.map(payment => html`
        <tr>
          <td class="time">${clock(payment.time)}</td>
          <td>${payment.store}<small>${payment.terminal}</small></td>
          <td class="card">${payment.card ? html`<span class="brand">${payment.card.brand}</span> <span class="digits">•••• ${payment.card.lastFour}</span>` : '–'}</td>
          <td>${resultTag(payment)}</td>
          <td class="amount">${payment.kind === 'REFUND' ? '−' : ''}${money(payment.amountMinor, payment.currency)}</td>
        </tr>`)}</tbody></table>
      ${overview.payments.length ? nothing : html`<p class="none">None yet.</p>`}
    </section>`;
}

function resultTag(payment) {
  if (payment.reversal === 'acknowledged') return html`<span class="tag idle">reversed</span>`;
  if (payment.reversal) return html`<span class="tag warn">reversal ${payment.reversal}</span>`;
  if (!payment.result) return html`<span class="tag idle">in flight</span>`;
  const tone = payment.result === 'APPROVED' ? 'good' : payment.result === 'DECLINED' ? 'idle' : 'warn';
  return html`<span class="tag ${tone}">${RESULT_WORDS[payment.result]}</span>`;
}
