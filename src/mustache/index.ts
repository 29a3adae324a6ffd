// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The server's mustache subset.

export { compileTemplate, TemplateModel, type Model, type Template } from './template.js';
export { escapes, mediaTypes, type MediaType } from './escape.js';
