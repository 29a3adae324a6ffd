// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// An error that is data: documents fail by the thousand, and where in our code they do tells nobody anything.

function Stackless(this: Error, message: string): void {
  this.message = message;
}
Stackless.prototype = Object.create(Error.prototype) as Error;

/** To extend: an Error without a stack. A native one collects it, and takes five times as long to make even where it is told not to. */
export const StacklessError = Stackless as unknown as new (message: string) => Error;
