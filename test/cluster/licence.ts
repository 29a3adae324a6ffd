// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Licence of the test cluster: what `_license` answers, and whether machine learning is allowed.

import type { Answer } from './elasticsearchAdaptations.js';

/** Licences that tests need. */
export type LicenceType = 'basic' | 'trial';

const day = 86_400_000;
const trialDays = 30;
const issued = Date.UTC(2026, 0, 1);

/** The cluster's licence. A trial can be started once. */
export class Licence {
  private type: LicenceType;
  private trialUsed: boolean;
  private readonly apply: (licensed: boolean) => Promise<void>;

  constructor(type: LicenceType, apply: (licensed: boolean) => Promise<void>) {
    this.type = type;
    this.trialUsed = type === 'trial';
    this.apply = apply;
  }

  /** Sets the licence; a basic one may have had its trial. */
  async set(type: LicenceType, trialUsed = type === 'trial'): Promise<void> {
    this.type = type;
    this.trialUsed = trialUsed;
    await this.apply(type === 'trial');
  }

  read(): Answer {
    const expires = issued + 365 * day + trialDays * day;
    return {
      status: 200,
      body: {
        license: {
          status: 'active',
          uid: '00000000-0000-4000-8000-000000000000',
          type: this.type,
          issue_date: new Date(issued).toISOString(),
          issue_date_in_millis: issued,
          ...(this.type === 'trial' && {
            expiry_date: new Date(expires).toISOString(),
            expiry_date_in_millis: expires,
          }),
          max_nodes: 1000,
          max_resource_units: null,
          issued_to: 'logtwin',
          issuer: 'elasticsearch',
          start_date_in_millis: -1,
        },
      },
    };
  }

  trialStatus(): Answer {
    return { status: 200, body: { eligible_to_start_trial: !this.trialUsed } };
  }

  async startTrial(acknowledged: boolean): Promise<Answer> {
    if (this.trialUsed) {
      return {
        status: 403,
        body: {
          acknowledged,
          trial_was_started: false,
          error_message: 'Operation failed: Trial was already activated.',
        },
      };
    }
    if (!acknowledged) {
      return {
        status: 200,
        body: {
          acknowledged: false,
          trial_was_started: false,
          error_message: 'Operation failed: Needs acknowledgement.',
          acknowledge: { message: 'This feature is a 30 day trial of all features.' },
        },
      };
    }
    await this.set('trial');
    return { status: 200, body: { acknowledged: true, trial_was_started: true, type: 'trial' } };
  }
}
