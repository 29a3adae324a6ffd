// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What can be wrong with the texts themselves: labels that stand in them, pieces that the tokenizer does not know,
// payloads behind the cut. Looks at a sample of the stream, so that it costs little on any size.

import type { Finding } from '../findings.js';
import type { ResultRow } from '../resultRow.js';
import type { ReadingProbe } from './readingProbe.js';

/** Labelled texts that are searched for leaks, and texts that are read with the tokenizer. */
const leakSample = 20_000;
const readingSample = 2000;
/** Distinct words that are counted for leaks. */
const wordLimit = 50_000;
/** Fewer texts than this of a label say nothing. */
const enough = 30;

/** Signs of an attack in a request, a query or a command line. */
const payload =
  /union[\s+/*%0-9]+select|(?:'|%27)\s*(?:or|and|--|%20or)|<\s*script|%3cscript|\.\.[/\\]|%2e%2e|\/etc\/passwd|cmd\.exe|powershell|(?:wget|curl)\s+http|base64|eval\s*\(|onerror\s*=|xp_cmdshell|\$\{jndi:/i;

/** A number of at most three digits behind a word: `Level 10`, `severity: 3`, `prio=2`. */
const numberBehindWord = /(?<![\p{L}\p{N}_])(\p{L}{3,20})[\s:=[("']{1,3}(\d{1,3})(?![\p{L}\p{N}_.:])/gu;
/** A scale of severity has no more steps than this. */
const mostLevels = 30;

/** Collects evidence over rows and then gives its findings. */
export class TextChecks {
  private readonly probe: ReadingProbe | undefined;
  private readonly labelTotals = new Map<string, number>();
  private readonly wordCounts = new Map<string, Map<string, number>>();
  private readonly numberCounts = new Map<string, Map<string, Map<string, number>>>();
  private labelledSeen = 0;
  private readonly readings = { texts: 0, pieces: 0, unknown: 0, letters: 0, letterPieces: 0 };
  private readonly cuts = { texts: 0, payloadBehind: 0, example: '' };

  /** @param probe - reads texts as the model does; without it nothing is said about tokens and cuts. */
  constructor(probe?: ReadingProbe) {
    this.probe = probe;
  }

  add(row: ResultRow): void {
    if (row.label !== undefined && this.labelledSeen < leakSample) this.addLabelled(row.text, row.label);
    if (this.probe && (this.readings.texts < readingSample || (row.is_truncated && this.cuts.texts < readingSample))) {
      this.addReading(row.text, this.probe);
    }
  }

  findings(): Finding[] {
    return [
      this.namedLabels(),
      this.leakingWord(),
      this.leakingNumber(),
      this.unknownPieces(),
      this.cutPayload(),
    ].filter((finding) => finding !== undefined);
  }

  private addLabelled(text: string, label: string): void {
    this.labelledSeen++;
    increment(this.labelTotals, label);
    this.addNumbers(text, label);
    const words = new Set(text.toLowerCase().match(/[\p{L}\p{N}_]+/gu));
    for (const word of words) {
      let counts: Map<string, number> | undefined = this.wordCounts.get(word);
      if (!counts) {
        if (this.wordCounts.size >= wordLimit) continue;
        this.wordCounts.set(word, (counts = new Map<string, number>()));
      }
      increment(counts, label);
    }
  }

  /** Small numbers behind a word, such as `[Level 10]`, each with the labels of their texts. */
  private addNumbers(text: string, label: string): void {
    const seen = new Set<string>();
    for (const [, name, number] of text.matchAll(numberBehindWord)) {
      const word = name!.toLowerCase();
      if (seen.has(word)) continue;
      seen.add(word);
      let values = this.numberCounts.get(word);
      if (!values) {
        if (this.numberCounts.size >= wordLimit) continue;
        this.numberCounts.set(word, (values = new Map<string, Map<string, number>>()));
      }
      // A word with more values is no level; one more shows that.
      if (!values.has(number!) && values.size > mostLevels) continue;
      const counts = values.get(number!) ?? new Map<string, number>();
      values.set(number!, counts);
      increment(counts, label);
    }
  }

  /** A level in the text that the label was made from: `[Level 10]` where 10 to 15 are called ERROR. */
  private leakingNumber(): Finding | undefined {
    for (const [word, values] of this.numberCounts) {
      if (values.size < 2 || values.size > mostLevels) continue;
      const labels = new Map<string, number>();
      let texts = 0;
      let told = 0;
      for (const counts of values.values()) {
        for (const [label, count] of counts) {
          labels.set(label, (labels.get(label) ?? 0) + count);
          texts += count;
        }
        told += Math.max(...counts.values());
      }
      if (texts < enough || texts < this.labelledSeen / 2 || texts < 3 * values.size) continue;
      if (told < 0.98 * texts || Math.max(...labels.values()) > 0.9 * texts) continue;
      return {
        check: 'leaking_number',
        weight: 'stop',
        message: 'A number in the text gives the label away: the label was made from it.',
        evidence: `The number behind "${word}" tells the label of ${percent(told / texts)} of the ${texts} texts that have one.`,
        remedy:
          'Take the number out of the text (the normalizer is the place), or read it by a rule and need no model.',
      };
    }
    return undefined;
  }

  private addReading(text: string, probe: ReadingProbe): void {
    const { pieces, unknown, letters, letterPieces, cut } = probe(text);
    if (this.readings.texts < readingSample) {
      this.readings.texts++;
      this.readings.pieces += pieces;
      this.readings.unknown += unknown;
      this.readings.letters += letters;
      this.readings.letterPieces += letterPieces;
    }
    if (cut === undefined) return;
    this.cuts.texts++;
    // A payload that begins before the cut may end behind it; what begins behind it is not seen at all.
    const found = payload.exec(text);
    if (found && found.index >= cut) {
      this.cuts.payloadBehind++;
      this.cuts.example ||= text.slice(found.index, found.index + 60);
    }
  }

  /** Texts that say their own label: `level=ERROR`. */
  private namedLabels(): Finding | undefined {
    const labels = [...this.labelTotals.keys()];
    if (labels.length < 2) return undefined;
    let own = 0;
    let other = 0;
    for (const label of labels) {
      const counts = this.wordCounts.get(label.toLowerCase());
      if (!counts) continue;
      for (const [truth, count] of counts) {
        if (truth === label) own += count;
        else other += count;
      }
    }
    if (own < enough || own < this.labelledSeen * 0.3 || own < 5 * other) return undefined;
    return {
      check: 'named_labels',
      weight: 'stop',
      message: 'The texts say their own label: any model looks good on them and fails where the word is missing.',
      evidence: `${percent(own / this.labelledSeen)} of the labelled texts hold the name of their label, ${percent(other / this.labelledSeen)} that of another one.`,
      remedy: 'Take the label out of the text (the normalizer is the place), then train and evaluate again.',
    };
  }

  /** A word that all texts of one label hold and hardly any other text: a mark of how the data was made. */
  private leakingWord(): Finding | undefined {
    const found: string[] = [];
    for (const [label, total] of this.labelTotals) {
      const others = this.labelledSeen - total;
      if (total < enough || others < enough) continue;
      for (const [word, counts] of this.wordCounts) {
        const inside = counts.get(label) ?? 0;
        if (inside < total * 0.98 || this.labelTotals.has(word.toUpperCase()) || this.labelTotals.has(word)) continue;
        let outside = -inside;
        for (const count of counts.values()) outside += count;
        if (outside <= others * 0.02) found.push(`"${word}" (${label})`);
      }
    }
    if (found.length === 0) return undefined;
    return {
      check: 'leaking_word',
      weight: 'stop',
      message: 'Single words give labels away: the data is easier than the job.',
      evidence: `In nearly all texts of one label and in hardly any other: ${found.slice(0, 5).join(', ')}.`,
      remedy: 'Find out where the words come from (rule names, generated data, one product a label) and take them out.',
    };
  }

  /** Pieces that the vocabulary does not hold, or plain words cut to crumbs: a tokenizer of another model. */
  private unknownPieces(): Finding | undefined {
    const { texts, pieces, unknown, letters, letterPieces } = this.readings;
    if (texts < enough || pieces === 0) return undefined;
    const share = unknown / pieces;
    const crumbs = letters >= 1000 && letters / letterPieces < 2;
    if (share < 0.1 && !crumbs) return undefined;
    return {
      check: 'foreign_tokenizer',
      weight: share >= 0.3 || crumbs ? 'stop' : 'caution',
      message: 'The tokenizer does not fit these texts: it may belong to another model.',
      evidence:
        `${percent(share)} of the pieces are unknown` +
        (letterPieces > 0 ? `, and a piece of a plain word has ${(letters / letterPieces).toFixed(1)} letters.` : '.'),
      remedy: 'Take vocabulary, merges and lower-casing from the checkpoint itself, then compare with parity.',
    };
  }

  private cutPayload(): Finding | undefined {
    const { texts, payloadBehind, example } = this.cuts;
    if (payloadBehind < 5 || payloadBehind < texts * 0.1) return undefined;
    return {
      check: 'cut_payload',
      weight: 'stop',
      message: 'The model never sees the payload of long texts: it begins behind the cut.',
      evidence: `In ${payloadBehind} of ${texts} cut texts, such as "${example}".`,
      remedy: 'Put the payload first in the normalized text, or use windows (tokenization span).',
    };
  }
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
