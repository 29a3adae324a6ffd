// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// jest runs each test file in its own realm, so onnxruntime's native code does not recognise the
// realm's typed arrays (jest #11864). Sharing only Node's constructors of them is enough.
const { TestEnvironment } = require('jest-environment-node');

module.exports = class SharedTypedArraysEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of [
      'Float32Array',
      'Float64Array',
      'BigInt64Array',
      'BigUint64Array',
      'Int8Array',
      'Int16Array',
      'Int32Array',
      'Uint8Array',
      'Uint8ClampedArray',
      'Uint16Array',
      'Uint32Array',
      'ArrayBuffer',
      'DataView',
    ]) {
      this.global[name] = globalThis[name];
    }
  }
};
