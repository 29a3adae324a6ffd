// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Results of pipeline tests in the XML form that continuous integration reads.

import type { TestReport } from './testFolder.js';

// Characters that XML 1.0 cannot hold at all.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g; // eslint-disable-line no-control-regex -- they are what it looks for

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(forbidden, '\ufffd').replace(/[&<>"]/g, (char) => entities[char]!);
}

/** One `testsuite` with a `testcase` for each case. */
export function renderJUnit({ cases, failed, errors, skipped, seconds }: TestReport): string {
  const lines = cases.map(({ name, status, reason = '', seconds: time }) => {
    const slash = name.lastIndexOf('/');
    const open = `<testcase classname="${escape(name.slice(0, Math.max(0, slash)))}" name="${escape(name.slice(slash + 1))}" time="${time.toFixed(3)}"`;
    if (status === 'passed') return `  ${open}/>`;
    const [first = ''] = reason.split('\n');
    const tag = status === 'failed' ? 'failure' : status;
    return `  ${open}><${tag} message="${escape(first)}">${escape(reason)}</${tag}></testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="logtwin" tests="${cases.length}" failures="${failed}" errors="${errors}" skipped="${skipped}" time="${seconds.toFixed(3)}">`,
    ...lines,
    '</testsuite>',
    '',
  ].join('\n');
}
