// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The operations that Elasticsearch's native process accepts in a model (9.4.0, ported to 8.19), and those that it
// names as forbidden. Everything else is refused when the model is started.

const aten =
  'Int IntImplicit ScalarImplicit __and__ _convolution abs add add_ arange bitwise_not bmm cat ceil chunk clamp ' +
  'clamp_min clone contiguous copy_ cos cumsum detach div div_ dropout embedding eq expand expand_as fill_ ' +
  'floor_divide full full_like gather ge gelu gt hash index index_put_ layer_norm le len linalg_vector_norm linear ' +
  'log lt manual_seed masked_fill masked_fill_ matmul max mean min mul mul_ ne neg new_ones new_zeros norm ones pad ' +
  'permute pow rand relu repeat reshape rsqrt rsub scaled_dot_product_attention select sign silu sin size slice ' +
  'softmax split sqrt squeeze stack str sub sum tanh tensor to transpose triu type_as unsqueeze view where zeros';
const prim =
  'Constant DictConstruct GetAttr If ListConstruct ListUnpack Loop NumToTensor TupleConstruct TupleUnpack device ' +
  'dtype max min';

/** Operations that the server accepts. */
export const allowedOperations: ReadonlySet<string> = new Set([
  ...aten.split(' ').map((name) => `aten::${name}`),
  ...prim.split(' ').map((name) => `prim::${name}`),
  'quantized::linear_dynamic',
]);

/** Operations that the server refuses by name, as unsafe. */
export const forbiddenOperations: ReadonlySet<string> = new Set([
  'aten::as_strided',
  'aten::from_file',
  'aten::save',
  'inductor::_reinterpret_tensor',
  'prim::CallFunction',
  'prim::CallMethod',
]);

/** The server counts the nodes of the inlined graph up to this many. */
export const largestGraph = 1_000_000;
