// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What browser tests ask of every page.

import type { Page } from 'playwright-core';

// What runs in the page is text: the DOM's types are no part of this program.
/** Colour of the page's ground. */
export const ground = 'getComputedStyle(document.body).backgroundColor';

/** Visible texts whose contrast with their ground is below what WCAG AA asks for. */
export const poorContrasts = String.raw`(() => {
  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [red, green, blue] = colour.slice(0, 3).map((value) => {
      const channel = value / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const groundOf = (element) => {
    for (let node = element; node; node = node.parentElement) {
      const colour = channels(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll('body *')) {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (text.length === 0 || element.closest('script, [hidden]') || element.getClientRects().length === 0) continue;
    const style = getComputedStyle(element);
    const colour = channels(element instanceof SVGElement ? style.fill : style.color);
    const [low, high] = [luminance(colour), luminance(groundOf(element))].sort((a, b) => a - b);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < 4.5) poor.push([contrast.toFixed(2), element.tagName, element.textContent.slice(0, 40)].join(' '));
  }
  return poor;
})()`;

/** Collects whatever a page says, asks or requests beyond its own address. */
export function listen(page: Page, address: string, complaints: string[]): void {
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== address) complaints.push(`request: ${request.url()}`);
  });
}
