/**
 * Where a secret is found: a variable of the environment, or a file below the secrets directory (`path` relative to it,
 * with `/`). The secret itself stands in no configuration and no declaration.
 */
export type SecretRef =
  | { readonly type: 'env'; readonly name: string }
  | { readonly type: 'file'; readonly path: string }
