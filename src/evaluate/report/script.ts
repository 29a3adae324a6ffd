// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The script of the report. Everything can be read without it; it adds filters and tooltips. It is allowed to run by
// its hash in the page's content security policy, it inserts text only as text, and it asks for nothing.

/** The whole script. */
export const script = `'use strict';
document.documentElement.classList.add('scripted');

// Filters of each list of texts: by source and by what the text holds.
for (const list of document.querySelectorAll('[data-list]')) {
  const source = list.querySelector('select');
  const words = list.querySelector('input');
  const shown = list.querySelector('output');
  const items = [...list.querySelectorAll('.texts > li')];
  const apply = () => {
    const wanted = words.value.toLowerCase();
    let count = 0;
    for (const item of items) {
      const fits = (source === null || source.value === '' || item.dataset.source === source.value) && item.textContent.toLowerCase().includes(wanted);
      item.hidden = !fits;
      if (fits) count++;
    }
    shown.textContent = count + ' of ' + items.length + ' shown';
  };
  if (source !== null) source.addEventListener('input', apply);
  words.addEventListener('input', apply);
  apply();
}

// The threshold: what each place of the slider would mean.
const threshold = document.getElementById('threshold');
if (threshold !== null) {
  const outcomes = JSON.parse(threshold.dataset.outcomes);
  const [place, events] = threshold.querySelectorAll('input');
  const answers = threshold.querySelectorAll('dd');
  const percent = (share) => (share === null ? '\u2013' : (share * 100).toFixed(1) + ' %');
  const show = () => {
    const [at, share, recall, precision] = outcomes[Number(place.value)];
    const alerts = Math.round(share * Math.max(1, Number(events.value) || 0)).toLocaleString('en-US');
    const words = [at.toFixed(4), alerts, percent(recall), percent(precision)];
    answers.forEach((answer, index) => { answer.textContent = words[index]; });
    place.setAttribute('aria-valuetext', at.toFixed(4));
  };
  place.addEventListener('input', show);
  events.addEventListener('input', show);
  show();
}

// Tooltips of charts: the row of the table of numbers that belongs to the mark under the pointer.
const tip = document.getElementById('tip');
for (const figure of document.querySelectorAll('figure')) {
  const head = [...figure.querySelectorAll('thead th')].map((cell) => cell.textContent);
  const rows = [...figure.querySelectorAll('tbody tr')];
  const show = (event) => {
    const mark = event.target.closest('[data-row]');
    const row = mark === null ? undefined : rows[Number(mark.dataset.row)];
    tip.hidden = row === undefined;
    if (row === undefined) return;
    tip.replaceChildren(...[...row.children].map((cell, index) => {
      const line = document.createElement('div');
      const value = document.createElement('b');
      value.textContent = cell.textContent;
      line.append(head[index] + ': ', value);
      return line;
    }));
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(8, Math.min(event.clientX + 14, innerWidth - box.width - 8)) + 'px';
    tip.style.top = Math.max(8, Math.min(event.clientY + 14, innerHeight - box.height - 8)) + 'px';
  };
  figure.addEventListener('pointermove', show);
  figure.addEventListener('pointerleave', () => { tip.hidden = true; });
}
`;
