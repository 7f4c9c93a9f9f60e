import type { ProblemCode } from '../../model/problem.ts'
import { block, type CodeBody, paragraphs } from './body.ts'

/** Codes about secrets and what signs in with them. */
export const SECRET_CODES = {
  SecretInline: {
    title: 'a secret is written into the declaration',
    explanation: paragraphs(`
      Secrets are references, never values: \`{env: NAME}\`, \`{file: PATH}\` below the secrets directory, or
      \`{kubernetes: {name, key}}\`. A value that is, or is named like, a secret is refused wherever it stands: in settings,
      customizations, parameters, URLs, labels and annotations. The value appears in no message.

      Known forms of tokens, passwords in URLs and values under names like \`smtp.password\` are errors. Letters and digits
      that only seem to be made by chance are a warning: an identifier may look like that too.

      If it was real, change it at its system first: the history of Git keeps it, and everybody who has cloned has it.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: DataSource
      metadata: {namespace: acme, name: warehouse}
      spec:
        displayName: Warehouse
        type: POSTGRESQL
        schema: public
        url: jdbc:postgresql://db.acme.example/dwh?user=loader&password=not-a-real-one
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: DataSource
      metadata: {namespace: acme, name: warehouse}
      spec:
        displayName: Warehouse
        type: POSTGRESQL
        schema: public
        url: jdbc:postgresql://db.acme.example/dwh
        authenticationType: USERNAME_PASSWORD
        username: loader
        passwordRef: {env: WAREHOUSE_PASSWORD}
    `),
  },
  SecretUnresolved: {
    title: 'a reference leads to no secret',
    explanation: paragraphs(`
      Before an organization is applied, every reference must resolve: the environment variable is set, the file exists and is
      readable below the secrets directory, the Kubernetes Secret has the key, and where a key is handed over can be
      written. Otherwise systems would be told of a password that nobody can read. What stands stays as it is; where nothing
      else of the organization changes, it is a condition. \`charter validate\` and \`charter plan\` look at secrets only with
      \`--resolve-secrets\`; \`charter apply\` and \`charter run\` always do.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: AccessKey
      metadata: {namespace: acme, name: ci}
      spec: {type: token, secretRef: {env: CI_TOKNE}}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: AccessKey
      metadata: {namespace: acme, name: ci}
      spec: {type: token, secretRef: {env: CI_TOKEN}}
    `),
  },
  CredentialsIncomplete: {
    title: 'the credentials of a data source do not fit together',
    explanation: paragraphs(`
      \`username\` and \`passwordRef\` are both there or both absent, with USERNAME_PASSWORD both there. TOKEN needs \`tokenRef\`,
      KEY_PAIR needs \`username\` and \`privateKeyRef\`, CLIENT_SECRET needs \`clientId\` and \`clientSecretRef\`; a passphrase
      needs a key.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: DataSource
      metadata: {namespace: acme, name: warehouse}
      spec: {displayName: Warehouse, type: SNOWFLAKE, schema: public, authenticationType: TOKEN, username: loader}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: DataSource
      metadata: {namespace: acme, name: warehouse}
      spec:
        displayName: Warehouse
        type: SNOWFLAKE
        schema: public
        authenticationType: TOKEN
        tokenRef: {file: warehouse/token}
    `),
  },
  InvalidIdentityProvider: {
    title: 'the identity provider is neither internal nor complete',
    explanation: paragraphs(`
      An external OIDC provider has \`issuerLocation\`, \`clientId\` and \`clientSecretRef\`, all three. With the entitlement
      ManagedOIDC somebody else keeps them, and none of the three may be declared.
    `),
    wrong: block(`
      apiVersion: charter.sh/v1alpha1
      kind: IdentityProvider
      metadata: {namespace: acme, name: login}
      spec: {type: oidc, issuerLocation: "https://login.acme.example", clientId: charter}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: IdentityProvider
      metadata: {namespace: acme, name: login}
      spec:
        type: oidc
        issuerLocation: https://login.acme.example
        clientId: charter
        clientSecretRef: {file: login/client-secret}
    `),
  },
  RotationBackwards: {
    title: 'a rotation generation would fall',
    explanation: paragraphs(`
      Raising \`rotation.generation\` is how a new secret is asked for. A lower number would name a secret that no longer
      exists, so it only ever rises. Reverting a commit is the usual cause.
    `),
    wrong: block(`
      # stored with generation 3
      apiVersion: charter.sh/v1alpha1
      kind: AccessKey
      metadata: {namespace: acme, name: ci}
      spec: {type: token, secretRef: {env: CI_TOKEN}, rotation: {generation: 2}}
    `),
    right: block(`
      apiVersion: charter.sh/v1alpha1
      kind: AccessKey
      metadata: {namespace: acme, name: ci}
      spec: {type: token, secretRef: {env: CI_TOKEN}, rotation: {generation: 4}}
    `),
  },
} as const satisfies Partial<Record<ProblemCode, CodeBody>>
